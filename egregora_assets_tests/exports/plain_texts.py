"""Synthetic texts of KakaoTalk and LINE in the layouts of several systems and languages; all people are made up."""

from __future__ import annotations

from egregora_assets_tests.exports.sources import ANA, BRUNO, CARLA

FILE = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.jpg"

KAKAO_WINDOWS = f"""정원 모임 12 님과 카카오톡 대화
저장한 날짜 : 2024-03-06 22:14:03

--------------- 2024년 3월 4일 월요일 ---------------
{ANA}님이 {BRUNO}님, {CARLA}님과 Dora Kestrova님을 초대했습니다.
[{ANA}] [오전 9:12] good morning
[{BRUNO}] [오전 9:15] first line
second line

[not] a message
[{BRUNO}] [오후 12:03] 사진
[{BRUNO}] [오후 12:04] 이모티콘
[{ANA}] [오후 1:00] 삭제된 메시지입니다.
Dora Kestrova님이 나갔습니다.
[{ANA}] [오후 1:01] 파일: plan.pdf
[{CARLA}] [오후 1:02] 보이스톡 3:21
--------------- 2024년 3월 5일 화요일 ---------------
채팅방 관리자가 메시지를 가렸습니다.
[{ANA}] [오전 12:00] midnight
"""
KAKAO_WINDOWS_ENGLISH = f"""Garden with KakaoTalk Chats
Date Saved : 2024-03-06 17:00:00

--------------- Monday, March 4, 2024 ---------------
[{ANA}] [9:04 AM] first
[{BRUNO}] [PM 12:16] Photos
The message has been deleted.
{BRUNO} left this chatroom.
[{ANA}] [21:17] in 24 hours
"""
KAKAO_ANDROID = f"""정원 모임 님과 카카오톡 대화
저장한 날짜 : 2024년 3월 6일 오전 11:29


2024년 3월 4일 오전 9:12
2024년 3월 4일 오전 9:12, {ANA}님이 {BRUNO}님을 초대했습니다.
2024년 3월 4일 오전 9:12, 회원님 : from me: 6:30
2024년 3월 4일 오후 9:13, {BRUNO} : first line


second line : of it

2024년 3월 5일 오후 6:47
2024년 3월 5일 오후 6:47, {BRUNO} : 사진 3장
2024년 3월 5일 오후 6:48, {ANA} : {FILE}
2024년 3월 5일 오후 6:49, {CARLA}님이 뭔가를 바꿨습니다.
"""
KAKAO_ANDROID_ENGLISH = f"""KakaoTalk Chats with Garden
Date Saved : March 6, 2024, 1:08 PM


March 4, 2024, 9:33 AM
March 4, 2024, 9:33 AM, {ANA} : hello, all : done
March 5, 2024, 12:36 PM, {BRUNO} joined this chatroom.
March 5, 2024, 12:37 PM, {BRUNO} : Photo
"""
KAKAO_IOS = f"""Talk_2024.3.6 13:08-1.txt
저장한 날짜 : 2024. 3. 6. 오후 1:08



2024년 3월 4일 월요일
2024. 3. 4. 오전 9:33, {ANA} : hello
2024. 3. 4. 오전 9:34: {BRUNO}님이 들어왔습니다.
2024. 3. 4. 21:35, {BRUNO} : in 24 hours
second line
2024년 3월 5일 화요일
2024. 3. 5. 오후 1:34, {ANA} : 이모티콘
"""
KAKAO_MACOS = (
    "Date,User,Message\r\n"
    f'2024-03-04 10:44:52,"{ANA}","said ""hello"""\r\n2024-03-04 10:45:00,"{BRUNO}","two\nlines, and more"\r\n'
    f'2024-03-04 10:46:00,"{BRUNO}","Photo"\r\n2024-03-04 10:47:00,"{BRUNO}","{BRUNO}님이 나갔습니다."\r\n'
)
KAKAO = {
    "windows": KAKAO_WINDOWS,
    "windows in English": KAKAO_WINDOWS_ENGLISH,
    "android": KAKAO_ANDROID,
    "android in English": KAKAO_ANDROID_ENGLISH,
    "ios": KAKAO_IOS,
    "macos": KAKAO_MACOS,
}

LINE_JAPANESE = f"""[LINE] 庭のトーク履歴
保存日時：2024/03/06 12:34

2024/03/04(月)
21:05\t{ANA}\t"明日は
何時？"
21:06\t{BRUNO}\t[写真]
21:07\t{BRUNO}\t[ファイル] plan.pdf
午後9:09\t{ANA}\t☎ 通話時間 0:13
21:11\t\t{CARLA}がグループに参加しました。
21:12\t{ANA}がメッセージの送信を取り消しました
21:13\t\t{CARLA}が何かをしました。
R6/03/05(火)
0:15\t{CARLA}\tおはよう
"""
LINE_TAIWANESE = f"""[LINE] 與{ANA}的聊天記錄
儲存日期：2024/03/06 10:00

2024/3/4（一）
上午09:15\t{ANA}\t早安
下午01:02\t{BRUNO}\t[貼圖]
下午01:03\t\t{BRUNO}已邀請{CARLA}加入群組。
2024/3/5週二
00:30\t{BRUNO}\t晚安
"""
LINE_ENGLISH = f"""[LINE] Chat history with {ANA}
Saved on: 03/06/2024, 10:00

Mon, 03/04/2024
10:00AM\t{ANA}\thi
10:01 PM\t{BRUNO}\t[Sticker]

Tue, 03/05/2024
10:02AM\t{BRUNO}\tMessage unsent.
10:03AM\t{BRUNO}\t[Location] 12 Long Street
"""
LINE_THAI = f"""[LINE] ประวัติการแชทกับ {ANA}
บันทึกวันที่: 2024/03/06 10:00

2567/03/04(จ.)
10:00\t{ANA}\tสวัสดี
10:01\t{BRUNO}\t[สติกเกอร์]
10:02\t\t{BRUNO} เข้าร่วมกลุ่ม
"""
LINE_KOREAN = f"""[LINE] {ANA} 님과의 대화
저장한 날짜 : 2024/03/06 10:00

2024.03.04 월요일
오후 3:24\t{ANA}\t안녕
오후 3:25\t{BRUNO}\t[사진]
오후 3:26\t\t{BRUNO}님이 나갔습니다.
"""
LINE_DESKTOP = f"""2024.03.04 Monday
10:00 {ANA} hi there
10:01 {BRUNO} hello all
10:02 {ANA} again
10:03 {ANA} and more
10:04 {BRUNO} ok
10:05 {CARLA} joined the group.
10:06 {CARLA} "two
lines"
2024.03.05 Tuesday
10:00 {BRUNO} Photos
"""
LINE = {
    "Japanese": LINE_JAPANESE,
    "Taiwanese": LINE_TAIWANESE,
    "English": LINE_ENGLISH,
    "Thai": LINE_THAI,
    "Korean": LINE_KOREAN,
    "desktop": LINE_DESKTOP,
}
