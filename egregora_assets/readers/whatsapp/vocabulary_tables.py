"""The words that the application writes into exports, by language: data, longer than a module of code should be.

Phrases are compared after folding (case, marks, kinds of space, a full stop at the end), so each is listed once.
Several wordings of one language are separated by "|"; old and new generations of the application stand side by side.
Source: wordings seen in exports and in public collections of them; spelling variants are kept because both are met.
"""

from __future__ import annotations

ANDROID_OMITTED = {
    "en": "Media omitted|File omitted|Media not included|View once message omitted|View once voice message omitted"
    "|View once photo omitted|View once video omitted|Video note omitted|Voice message omitted",
    "pt": "Mídia oculta|Mídia omitida|Mídias ocultas|Arquivo de mídia oculto|Arquivo de mídia omitido"
    "|Ficheiro não revelado"
    "|Ficheiro omitido|Multimédia omitida|Ficheiro multimédia omitido|Mensagem de visualização única oculta",
    "es": "Multimedia omitido|Archivo omitido|Archivo multimedia omitido|Medios omitidos|Multimedia omitida"
    "|Elemento multimedia omitido",
    "fr": "Médias omis|Média omis|Fichier omis|Fichier média omis|Fichiers omis",
    "de": "Medien ausgeschlossen|Medien weggelassen|Datei weggelassen|Mediendatei weggelassen|Medien ausgelassen",
    "it": "Media omessi|Media omesso|File multimediale omesso|File omesso|Media esclusi",
    "nl": "Media weggelaten|Media verwijderd|Bestand weggelaten|Zonder media|Media uitgesloten",
    "sv": "Media utelämnades|Media har utelämnats|Media utelämnad|Media utelämnat|Utelämnad media|Media utesluten",
    "nb": "Media utelatt|Mediefil utelatt|Mediefil er utelatt|Media er utelatt|Uten vedlegg|Utelatt media",
    "da": "Medier udeladt|Mediefil udeladt|Medier er udeladt|Udeladt mediefil|Mediefil udelukket"
    "|Udelad mediefil|Medie udeladt",
    "fi": "Media jätettiin pois|Media jätetty pois|Media poistettu|Mediatiedosto jätetty pois"
    "|Mediat jätettiin pois|Mediatiedosto puuttuu",
    "is": "Efni sleppt|Miðli sleppt",
    "pl": "pominięto multimedia|Pominięto media|multimedia pominięto|Plik pominięto|Multimedia pominięte"
    "|Media pominięte",
    "cs": "Média vynechána|Média byla vynechána|Bez médií|Mediální soubor vynechán|Soubor vynechán|Média vynechaná",
    "sk": "Médiá vynechané|Médiá boli vynechané|Médiá vynechaný|Súbor bol vynechaný|Bez médií|Médium vynechané",
    "hu": "Média elhagyva|Hiányzó médiafájl|Média kihagyva|Médiafájl kihagyva|Médiafájl elhagyva"
    "|Kihagyott médiafájl|Hiányzó médiatartalom",
    "ro": "Conținut media omis|Media omisă|Media omise|Fișier media omis|Fișiere media omise"
    "|Conţinut media omis|Fișier omis",
    "bg": "Без мултимедия|Мултимедията е пропусната|Файлът е пропуснат|Пропуснат мултимедиен файл"
    "|Мултимедията не е включена",
    "ru": "Без медиафайлов|Медиафайл пропущен|Файл пропущен|Медиафайлы пропущены|Медиа пропущены|Медиа пропущено",
    "uk": "Медіа пропущено|Медіафайл пропущено|Без медіафайлів|Пропущено медіафайл|Файл пропущено|Медіафайли пропущено",
    "sr": "Медији изостављени|Медиј изостављен|Медији су изостављени|Датотека изостављена|Mediji izostavljeni"
    "|Medij izostavljen",
    "hr": "Medijski zapis izostavljen|Mediji izostavljeni|Medij izostavljen|Medijska datoteka izostavljena"
    "|Datoteka izostavljena|Izostavljeni mediji",
    "sl": "Medij izpuščen|Mediji izpuščeni|Medijska datoteka izpuščena|Brez medijev|Predstavnost izpuščena"
    "|Datoteka izpuščena",
    "mk": "Изоставена медија|Медиумот е изоставен|Без медиуми|Изоставен медиум",
    "el": "Παραλείφθηκαν πολυμέσα|Τα πολυμέσα παραλείφθηκαν|Αφαίρεση πολυμέσων|Παράλειψη πολυμέσων"
    "|Παραλείφθηκε πολυμέσο"
    "|Εξαίρεση πολυμέσων|Το αρχείο παραλείφθηκε",
    "tr": "Medya dahil edilmedi|Medya atlanmış|Medya atlandı|Medya yok|Dosya dahil edilmedi|Medya çıkarıldı",
    "az": "Media çıxarılıb|Media buraxılmışdır|Media çıxarıldı|Media daxil edilməyib|Media buraxıldı",
    "kk": "Медиа өткізіп жіберілген|Медиафайлсыз|Мультимедиа алынып тасталған|Медиафайл өткізіп жіберілді",
    "uz": "Mediafayl yuborilmadi|Media tushirib qoldirilgan|Mediafaylsiz|Media o‘tkazib yuborilgan",
    "he": "המדיה לא נכללה|המדיה הושמטה|מדיה הושמטה|המדיה לא צורפה|קובץ מדיה הושמט|מדיה לא נכללה",
    "ar": "تم استبعاد الوسائط|الوسائط غير مدرجة|تم حذف الوسائط|تم إهمال الوسائط|تم استبعاد الملف|بدون وسائط"
    "|الوسائط مستبعدة",
    "fa": "رسانه حذف شد|پیوست نما/رسانه حذف شد|رسانه‌ها حذف شد|رسانه حذف شده|رسانه شامل نشده|بدون رسانه"
    "|رسانه حذف شده است",
    "ur": "میڈیا کو چھوڑ دیا گیا|میڈیا خارج کر دیا گیا|میڈیا چھوڑ دیا|میڈیا کے بغیر|میڈیا شامل نہیں",
    "hi": "मीडिया के बिना|मीडिया शामिल नहीं है|मीडिया हटाया गया|मीडिया छोड़ा गया|मीडिया शामिल नहीं किया गया"
    "|मीडिया छोड़ दिया गया",
    "bn": "মিডিয়া বাদ দেওয়া হয়েছে|মিডিয়া ছাড়া|মিডিয়া বাদ দেয়া হয়েছে|মিডিয়া অন্তর্ভুক্ত নয়",
    "mr": "मीडिया वगळला|मीडिया वगळण्यात आला|मिडिया वगळले|मीडिया वगळली|मीडिया वगळला आहे|मीडिया शिवाय",
    "gu": "મીડિયા અવગણવામાં આવ્યું|મીડિયા છોડી મૂકાયું|મીડિયા છોડી દેવામાં આવ્યું|મીડિયા વગર|મીડિયા બાકાત",
    "pa": "ਮੀਡੀਆ ਛੱਡਿਆ ਗਿਆ|ਮੀਡੀਆ ਤੋਂ ਬਿਨਾਂ|ਮੀਡੀਆ ਛੱਡ ਦਿੱਤਾ ਗਿਆ",
    "ta": "மீடியா நீக்கப்பட்டது|ஊடகம் நீக்கப்பட்டது|மீடியா தவிர்க்கப்பட்டது|மீடியா சேர்க்கப்படவில்லை|மீடியா விடுபட்டது",
    "te": "మీడియా విస్మరించబడింది|మీడియా మినహాయించబడింది|మీడియా లేకుండా|మీడియా వదిలివేయబడింది",
    "kn": "ಮಾಧ್ಯಮ ಕೈಬಿಡಲಾಗಿದೆ|ಮೀಡಿಯಾ ಕೈಬಿಡಲಾಗಿದೆ|ಮೀಡಿಯಾ ಇಲ್ಲದೆ|ಮಾಧ್ಯಮವನ್ನು ಬಿಡಲಾಗಿದೆ",
    "ml": "മീഡിയ ഒഴിവാക്കി|മീഡിയ ഉൾപ്പെടുത്തിയിട്ടില്ല|മീഡിയ ഇല്ലാതെ|മീഡിയ ഒഴിവാക്കിയിരിക്കുന്നു",
    "ja": "メディアなし|メディアは含まれていません|メディアファイルは含まれていません|メディア省略"
    "|メディアファイルなし|メディアを除外",
    "ko": "미디어 파일 제외됨|미디어 파일을 생략한|미디어 파일 생략됨|미디어 제외됨|미디어 파일 제외"
    "|미디어를 제외함|파일 제외됨",
    "zh": "省略影音内容|省略多媒体文件|媒体文件已省略|忽略多媒体文件|已省略媒体|媒体文件缺失|已省略媒体文件"
    "|影音内容已省略|未包含媒体",
    "zh_TW": "已省略多媒體檔案|省略多媒體檔案|忽略多媒體檔|媒體已略去|多媒體檔案已略去|略去多媒體檔案"
    "|沒有媒體|忽略多媒體檔案|未包含媒體",
    "th": "ไม่รวมสื่อ|สื่อถูกลบ|ไม่มีสื่อ|ละเว้นสื่อ|ไม่ได้รวมสื่อ|ละเว้นสื่อแล้ว",
    "vi": "Bỏ qua media|Đã bỏ qua media|Tệp phương tiện bị bỏ qua|Đã bỏ qua phương tiện"
    "|Phương tiện bị loại bỏ|File phương tiện bị bỏ qua"
    "|Đã ẩn Phương tiện|Không có file phương tiện",
    "id": "Media tidak disertakan|Media dihapus|Media diabaikan|Tanpa media|Media tidak dilampirkan"
    "|File tidak disertakan",
    "ms": "Media disingkirkan|Media diketepikan|Media dikecualikan|Tanpa media|Media ditinggalkan",
    "fil": "Hindi kasama ang media|Tinanggal ang media|Media inalis|Inalis ang media|Walang media",
    "sw": "Media imerukwa|Faili halijajumuishwa|Picha/video hazijajumuishwa|Media imeachwa|Media imeondolewa",
    "af": "Media weggelaat|Media uitgelaat|Lêer weggelaat",
    "ca": "Mitjans omesos|S'han omès els fitxers multimèdia|Multimèdia omès|S'ha omès el fitxer multimèdia"
    "|Fitxer omès|Multimèdia omesa",
    "gl": "Multimedia omitida|Ficheiro omitido",
    "eu": "Multimedia kendu da|Multimedia baztertuta",
    "et": "Meedia jäeti välja|Meediafail välja jäetud|Meedia on välja jäetud|Meedia välja jäetud|Ilma meediata",
    "lv": "Multivides faili izlaisti|Multivide izlaista|Izlaista multivide|Bez multivides|Multivides fails izlaists",
    "lt": "Praleista medija|Medija praleista|Failai praleisti|Įtrauktų failų nėra|Praleistas medijos failas"
    "|Be medijos|Medijos failas praleistas",
    "sq": "Media u hoq|Media e lënë jashtë|Pa media|Media u përjashtua|Media e hequr",
    "ka": "მედია გამოტოვებულია",
    "hy": "Մեդիան բաց է թողնված",
    "ga": "Meáin fágtha ar lár",
}

ANDROID_ATTACHED = {
    "en": "file attached|attached file",
    "pt": "arquivo anexado|ficheiro anexado|arquivo anexo|ficheiro em anexo|anexo",
    "es": "archivo adjunto|fichero adjunto|archivo adjuntado",
    "fr": "fichier joint|fichier attaché",
    "de": "Datei angehängt|Datei im Anhang",
    "it": "file allegato",
    "nl": "bestand bijgevoegd|bijgevoegd bestand",
    "sv": "fil bifogad|bifogad fil|filen bifogad",
    "nb": "vedlagt fil|fil vedlagt|fil lagt ved",
    "da": "fil vedhæftet|vedhæftet fil|fil er vedhæftet",
    "fi": "tiedosto liitetty|liitetty tiedosto|tiedosto liitteenä",
    "pl": "załączono plik|plik dołączony|załączony plik|plik załączony|dołączono plik",
    "cs": "soubor byl přiložen|přiložený soubor|soubor přiložen|připojený soubor|soubor připojen",
    "sk": "priložený súbor|súbor bol priložený|súbor priložený|pripojený súbor|súbor pripojený",
    "hu": "fájl csatolva|csatolt fájl|csatolmány",
    "ro": "fișier atașat|fişier ataşat|fișier anexat",
    "bg": "прикачен файл|файлът е прикачен|добавен файл",
    "ru": "файл добавлен|файл прикреплен|файл прикреплён|вложенный файл|прикрепленный файл",
    "uk": "файл додано|файл прикріплено|прикріплений файл|вкладено файл",
    "sr": "датотека је приложена|приложена датотека|датотека приложена|datoteka priložena",
    "hr": "datoteka priložena|priložena datoteka|datoteka u privitku|privitak",
    "sl": "datoteka pripeta|priložena datoteka|pripeta datoteka|datoteka priložena|datoteka v priponki",
    "mk": "прикачена датотека|датотеката е прикачена",
    "el": "επισυνάφθηκε αρχείο|συνημμένο αρχείο|το αρχείο επισυνάφθηκε|επισυναπτόμενο αρχείο",
    "tr": "dosya ekli|dosya eklendi|ekli dosya",
    "az": "fayl əlavə olunub|fayl qoşulub|fayl əlavə edilib",
    "kk": "файл тіркелді|файл қоса тіркелді",
    "uz": "fayl biriktirilgan|fayl ilova qilindi",
    "he": "קובץ מצורף|הקובץ מצורף|קובץ צורף",
    "ar": "الملف مرفق|ملف مرفق|تم إرفاق ملف|مرفق الملف",
    "fa": "پیوست شد|فایل پیوست شد|فایل پیوست شده|پیوست",
    "ur": "فائل منسلک|منسلک فائل|فائل منسلک ہے",
    "hi": "फाइल अटैच कर दी गई है|फ़ाइल अटैच की गई|फ़ाइल संलग्न|फ़ाइल अटैच कर दी गई है|फाइल संलग्न",
    "bn": "ফাইল সংযুক্ত করা হয়েছে|ফাইল সংযুক্ত|সংযুক্ত ফাইল",
    "mr": "फाईल संलग्न केली|फाइल संलग्न केली आहे|फाइल जोडली|फाइल संलग्न",
    "gu": "ફાઇલ જોડેલી છે|ફાઇલ જોડાઈ|ફાઇલ જોડી",
    "pa": "ਫਾਈਲ ਨੱਥੀ ਕੀਤੀ ਗਈ|ਫਾਈਲ ਨੱਥੀ",
    "ta": "கோப்பு இணைக்கப்பட்டது|இணைக்கப்பட்ட கோப்பு|ஃபைல் இணைக்கப்பட்டது",
    "te": "ఫైల్ జోడించబడింది|ఫైల్ అటాచ్ చేయబడింది",
    "kn": "ಫೈಲ್ ಲಗತ್ತಿಸಲಾಗಿದೆ|ಕಡತ ಲಗತ್ತಿಸಲಾಗಿದೆ",
    "ml": "ഫയൽ അറ്റാച്ച് ചെയ്തു|ഫയൽ അറ്റാച്ചുചെയ്തു",
    "ja": "添付ファイル有り|ファイル添付|添付ファイル|ファイルが添付されました|ファイルを添付済み",
    "ko": "파일 첨부됨|파일 첨부|첨부 파일|첨부파일",
    "zh": "文件附件|附件|文件已附加|已附加文件|附加文件",
    "zh_TW": "附件檔案|檔案已附加|已附加檔案|附加檔案|檔案附件|附檔",
    "th": "แนบไฟล์แล้ว|ไฟล์แนบ|แนบไฟล์",
    "vi": "tệp đính kèm|đã đính kèm tệp|file đính kèm|tập tin đính kèm|đính kèm tập tin|tệp đã đính kèm",
    "id": "file terlampir|berkas terlampir|file dilampirkan",
    "ms": "fail dilampirkan|fail terlampir|fail disertakan",
    "fil": "naka-attach ang file|may kalakip na file|nakalakip na file|naka-attach na file",
    "sw": "faili imeambatishwa|faili limeambatishwa|faili ambatishwa",
    "af": "lêer aangeheg|aangehegte lêer",
    "ca": "fitxer adjunt|s'ha adjuntat un fitxer|arxiu adjunt",
    "gl": "ficheiro anexo|ficheiro achegado",
    "et": "fail lisatud|manustatud fail|lisatud fail|fail manustatud",
    "lv": "pievienots fails|fails pievienots",
    "lt": "prisegtas failas|failas prisegtas|pridėtas failas|failas pridėtas",
    "sq": "skedar i bashkëngjitur|skedari u bashkëngjit|skedari bashkëngjitur",
}

IOS_ATTACHED = {
    "en": "attached",
    "pt": "anexado|anexo|anexada",
    "es": "adjunto|archivo adjunto|adjuntado",
    "fr": "pièce jointe|joint|fichier joint",
    "de": "Anhang|angehängt",
    "it": "allegato",
    "nl": "bijgevoegd|bijlage",
    "sv": "bifogad|bifogat|bilaga",
    "nb": "vedlagt|vedlegg",
    "da": "vedhæftet|vedhæftning",
    "fi": "liite|liitetty",
    "pl": "załączono|załącznik|dołączono",
    "cs": "přiloženo|připojeno|příloha",
    "sk": "priložené|pripojené|príloha",
    "hu": "csatolva|csatolmány|melléklet",
    "ro": "atașat|ataşat|anexat|atașament",
    "bg": "прикачен|прикачено|прикачен файл",
    "ru": "прикреплено|вложение|прикреплён|прикреплен",
    "uk": "додано|прикріплено|вкладення",
    "sr": "приложено|прилог",
    "hr": "priloženo|privitak|prilog",
    "sl": "priloženo|priponka|pripeto",
    "el": "συνημμένο|επισυνάφθηκε|συνημμένα",
    "tr": "eklendi|ekli|ek",
    "he": "מצורף|צורף|קובץ מצורף",
    "ar": "المُرفق|المرفق|مرفق|مُرفق",
    "fa": "پیوست|پیوست شده",
    "ur": "منسلک",
    "hi": "अटैच किया गया|संलग्न|अटैच की गई",
    "bn": "সংযুক্ত",
    "mr": "संलग्न|जोडले",
    "gu": "જોડેલ|જોડાણ",
    "ta": "இணைக்கப்பட்டது|இணைப்பு",
    "te": "జోడించబడింది",
    "kn": "ಲಗತ್ತಿಸಲಾಗಿದೆ",
    "ml": "അറ്റാച്ച് ചെയ്തു",
    "ja": "添付ファイル|添付",
    "ko": "첨부됨|첨부파일|첨부 파일|첨부",
    "zh": "附件",
    "zh_TW": "附件|附加檔案",
    "th": "แนบ|ไฟล์แนบ|แนบมา",
    "vi": "đính kèm|đã đính kèm|tệp đính kèm",
    "id": "terlampir|lampiran|dilampirkan",
    "ms": "dilampirkan|lampiran|terlampir",
    "fil": "naka-attach|nakalakip",
    "ca": "adjunt|fitxer adjunt",
    "et": "lisatud|manus|manustatud",
    "lv": "pievienots|pielikums",
    "lt": "prisegta|pridėta|priedas",
}

DELETED = {
    "en": "This message was deleted|You deleted this message|Message deleted|This message has been deleted",
    "pt": "Mensagem apagada|Esta mensagem foi apagada|Você apagou esta mensagem|Apagou esta mensagem"
    "|Essa mensagem foi apagada"
    "|Mensagem eliminada|Eliminou esta mensagem|Esta mensagem foi eliminada|Você apagou essa mensagem"
    "|Apagaste esta mensagem",
    "es": "Se eliminó este mensaje|Eliminaste este mensaje|Este mensaje fue eliminado|Este mensaje se eliminó"
    "|Borraste este mensaje"
    "|Has eliminado este mensaje|Este mensaje ha sido eliminado|Mensaje eliminado|Se ha eliminado este mensaje",
    "fr": "Ce message a été supprimé|Vous avez supprimé ce message|Message supprimé|Tu as supprimé ce message",
    "de": "Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht|Nachricht gelöscht|Sie haben "
    "diese Nachricht gelöscht",
    "it": "Questo messaggio è stato eliminato|Hai eliminato questo messaggio|Messaggio eliminato",
    "nl": "Dit bericht is verwijderd|U hebt dit bericht verwijderd|U heeft dit bericht verwijderd|Je hebt "
    "dit bericht verwijderd"
    "|Dit bericht werd verwijderd|Bericht verwijderd",
    "sv": "Detta meddelande togs bort|Det här meddelandet togs bort|Du tog bort detta meddelande|Det här "
    "meddelandet raderades"
    "|Du raderade det här meddelandet|Du tog bort det här meddelandet|Detta meddelande raderades"
    "|Detta meddelande har raderats",
    "nb": "Denne meldingen ble slettet|Du slettet denne meldingen|Meldingen ble slettet|Denne meldingen er slettet",
    "da": "Denne besked blev slettet|Du slettede denne besked|Beskeden er slettet|Denne besked er slettet"
    "|Beskeden blev slettet",
    "fi": "Tämä viesti poistettiin|Poistit tämän viestin|Viesti poistettiin|Tämä viesti on poistettu",
    "pl": "Ta wiadomość została usunięta|Usunięto tę wiadomość|Wiadomość usunięta"
    "|Ta wiadomość została skasowana|Wiadomość została usunięta"
    "|Usunąłeś tę wiadomość|Usunęłaś tę wiadomość|Usunięto wiadomość",
    "cs": "Tato zpráva byla odstraněna|Tato zpráva byla smazána|Tuto zprávu jste odstranili"
    "|Tuto zprávu jste smazali|Zpráva byla odstraněna"
    "|Zpráva byla smazána|Smazali jste tuto zprávu|Odstranili jste tuto zprávu",
    "sk": "Táto správa bola odstránená|Táto správa bola vymazaná|Odstránili ste túto správu"
    "|Vymazali ste túto správu|Správa bola odstránená",
    "hu": "Ezt az üzenetet törölték|Törölted ezt az üzenetet|Ez az üzenet törölve lett|Törölt üzenet"
    "|Az üzenet törölve lett|Az üzenet törölve",
    "ro": "Acest mesaj a fost șters|Ați șters acest mesaj|Ai șters acest mesaj|Mesajul a fost șters"
    "|Acest mesaj a fost şters",
    "bg": "Това съобщение беше изтрито|Съобщението е изтрито|Изтрихте това съобщение|Това съобщение е изтрито"
    "|Съобщението беше изтрито",
    "ru": "Данное сообщение удалено|Вы удалили данное сообщение|Это сообщение удалено"
    "|Вы удалили это сообщение|Сообщение удалено|Сообщение было удалено",
    "uk": "Це повідомлення було видалено|Це повідомлення видалено|Ви видалили це повідомлення"
    "|Повідомлення видалено|Повідомлення було видалено",
    "sr": "Ова порука је избрисана|Порука је избрисана|Избрисали сте ову поруку|Ova poruka je izbrisana"
    "|Ова порука је обрисана",
    "hr": "Ova je poruka izbrisana|Izbrisali ste ovu poruku|Poruka je izbrisana|Ova poruka je obrisana",
    "sl": "To sporočilo je bilo izbrisano|Sporočilo je bilo izbrisano|Izbrisali ste to sporočilo|To "
    "sporočilo je izbrisano",
    "mk": "Оваа порака беше избришана|Пораката е избришана|Оваа порака е избришана",
    "el": "Αυτό το μήνυμα διαγράφηκε|Αυτό το μήνυμα έχει διαγραφεί|Διαγράψατε αυτό το μήνυμα"
    "|Το μήνυμα διαγράφηκε|Διαγράψατε το μήνυμα",
    "tr": "Bu mesaj silindi|Bu mesajı sildiniz|Bu mesajı sildin|Mesaj silindi",
    "az": "Bu mesaj silindi|Bu mesaj silinib|Bu mesajı sildiniz",
    "kk": "Бұл хабар жойылды|Бұл хабарлама жойылды|Хабар жойылды",
    "uz": "Bu xabar o‘chirildi|Ushbu xabar oʻchirildi|Bu xabar oʻchirilgan",
    "he": "הודעה זו נמחקה|ההודעה הזו נמחקה|מחקת הודעה זו|ההודעה נמחקה|מחקת את ההודעה הזו|מחקת את ההודעה",
    "ar": "تم حذف هذه الرسالة|حذفتَ هذه الرسالة|لقد حذفت هذه الرسالة|حذفت هذه الرسالة|قمت بحذف هذه الرسالة"
    "|تم حذف الرسالة|حُذفت هذه الرسالة",
    "fa": "این پیام حذف شد|این پیام حذف شده است|شما این پیام را حذف کردید|این پیام پاک شد|پیام حذف شد",
    "ur": "یہ پیغام حذف کر دیا گیا|یہ میسج ڈیلیٹ کر دیا گیا|یہ پیغام حذف کر دیا گیا تھا|آپ نے یہ پیغام حذف کر دیا",
    "hi": "यह मैसेज डिलीट कर दिया गया है|यह मैसेज हटा दिया गया था|यह संदेश हटाया गया|आपने यह मैसेज डिलीट किया"
    "|इस मैसेज को डिलीट कर दिया गया"
    "|आपने यह मैसेज डिलीट कर दिया है|यह मैसेज हटा दिया गया है|यह संदेश हटा दिया गया|इस मैसेज को डिलीट कर दिया गया है",
    "bn": "এই মেসেজটি মুছে ফেলা হয়েছে|এই বার্তাটি মুছে ফেলা হয়েছে|আপনি এই মেসেজটি মুছে দিয়েছেন"
    "|এই মেসেজ মুছে ফেলা হয়েছে|মেসেজটি মুছে ফেলা হয়েছে",
    "mr": "हा संदेश हटवला गेला|हा मेसेज हटवला गेला|हा संदेश हटविला गेला|हा मेसेज हटवण्यात आला|तुम्ही हा मेसेज हटवला",
    "gu": "આ સંદેશ કાઢી નાખવામાં આવ્યો છે|આ સંદેશો કાઢી નાખવામાં આવ્યો|આ મેસેજ ડિલીટ કરવામાં આવ્યો|તમે આ મેસેજ ડિલીટ કર્યો",
    "pa": "ਇਹ ਸੁਨੇਹਾ ਮਿਟਾਇਆ ਗਿਆ ਸੀ|ਇਹ ਸੁਨੇਹਾ ਮਿਟਾ ਦਿੱਤਾ ਗਿਆ",
    "ta": "இந்த மெசேஜ் நீக்கப்பட்டது|இச்செய்தி நீக்கப்பட்டது|இந்தச் செய்தி நீக்கப்பட்டது|இந்த செய்தி நீக்கப்பட்டது",
    "te": "ఈ సందేశం తొలగించబడింది|ఈ మెసేజ్ తొలగించబడింది|మీరు ఈ సందేశాన్ని తొలగించారు",
    "kn": "ಈ ಸಂದೇಶವನ್ನು ಅಳಿಸಲಾಗಿದೆ|ನೀವು ಈ ಸಂದೇಶವನ್ನು ಅಳಿಸಿದ್ದೀರಿ",
    "ml": "ഈ സന്ദേശം ഇല്ലാതാക്കി|ഈ സന്ദേശം ഡിലീറ്റ് ചെയ്തു|ഈ മെസേജ് ഇല്ലാതാക്കി",
    "ja": "このメッセージは削除されました|メッセージを削除しました|このメッセージを削除しました"
    "|メッセージが削除されました|メッセージは削除されました",
    "ko": "이 메시지는 삭제되었습니다|삭제된 메시지입니다|이 메시지를 삭제했습니다|메시지가 삭제되었습니다"
    "|이 메시지는 삭제됐습니다|이 메시지를 삭제하였습니다",
    "zh": "这条消息已被删除|此消息已删除|您删除了这条消息|您已删除这条消息|你删除了这条消息|此消息已被删除"
    "|该消息已删除|消息已删除|你已删除这条消息|这条消息已删除",
    "zh_TW": "此訊息已刪除|這則訊息已刪除|您已刪除此訊息|你已刪除此訊息|您刪除了此訊息|訊息已刪除"
    "|這則訊息已被刪除|此訊息已被刪除|你刪除了這則訊息|您刪除了這則訊息",
    "th": "ข้อความนี้ถูกลบแล้ว|ข้อความนี้ถูกลบ|คุณลบข้อความนี้|คุณได้ลบข้อความนี้|คุณลบข้อความนี้แล้ว",
    "vi": "Tin nhắn này đã bị xóa|Bạn đã xóa tin nhắn này|Tin nhắn này đã bị xoá|Đã xóa tin nhắn này"
    "|Tin nhắn này đã được xóa|Tin nhắn đã bị xóa",
    "id": "Pesan ini telah dihapus|Pesan ini dihapus|Anda menghapus pesan ini|Anda telah menghapus pesan ini"
    "|Pesan dihapus",
    "ms": "Mesej ini telah dipadamkan|Mesej ini dipadam|Anda memadam mesej ini|Mesej ini telah dipadam"
    "|Anda memadamkan mesej ini",
    "fil": "Na-delete ang mensaheng ito|Binura ang mensaheng ito|Na-delete mo ang mensaheng ito|Dinelete ang "
    "mensaheng ito",
    "sw": "Ujumbe huu ulifutwa|Ujumbe huu umefutwa|Umefuta ujumbe huu|Ulifuta ujumbe huu",
    "af": "Hierdie boodskap is uitgevee|Hierdie boodskap is geskrap|Jy het hierdie boodskap uitgevee",
    "ca": "Aquest missatge s'ha suprimit|S'ha suprimit aquest missatge|Heu suprimit aquest missatge|S'ha "
    "eliminat aquest missatge"
    "|Has suprimit aquest missatge",
    "et": "See sõnum kustutati|Sõnum kustutati|Kustutasid selle sõnumi|See sõnum on kustutatud",
    "lv": "Šī ziņa tika dzēsta|Šis ziņojums tika izdzēsts|Ziņa tika dzēsta|Jūs izdzēsāt šo ziņu|Šī ziņa ir izdzēsta",
    "lt": "Ši žinutė buvo ištrinta|Žinutė ištrinta|Ši žinutė ištrinta|Ištrynėte šią žinutę"
    "|Šis pranešimas buvo ištrintas",
    "sq": "Ky mesazh u fshi|Ky mesazh është fshirë|E fshive këtë mesazh",
}

DELETED_BY = (
    "This message was deleted by admin",
    "You deleted this message as admin",
    "Mensagem apagada pelo admin",
    "Mensagem apagada por admin",
    "Você apagou esta mensagem como admin",
    "Você apagou essa mensagem como admin",
    "Esta mensagem foi apagada pelo admin",
    "Esta mensagem foi eliminada pelo admin",
    "El admin. eliminó este mensaje",
    "Este mensaje fue eliminado por el admin",
    "Se eliminó este mensaje por el admin",
    "Un admin eliminó este mensaje",
    "Eliminaste este mensaje como admin",
    "Ce message a été supprimé par l'admin",
    "Ce message a été supprimé par un admin",
    "Vous avez supprimé ce message en tant qu'admin",
    "Diese Nachricht wurde vom Admin",
    "Diese Nachricht wurde von Admin",
    "Du hast diese Nachricht als Admin gelöscht",
    "Questo messaggio è stato eliminato dall'amministratore",
    "Questo messaggio è stato eliminato da un amministratore",
    "Hai eliminato questo messaggio come amministratore",
    "Dit bericht is verwijderd door een beheerder",
    "Dit bericht is verwijderd door de beheerder",
    "Данное сообщение удалено админ",
    "Это сообщение удалено админ",
    "Bu mesaj yönetici",
    "Pesan ini dihapus oleh admin",
    "Pesan ini telah dihapus oleh admin",
)

LOCATION = {
    "en": "location",
    "pt": "localização",
    "es": "ubicación|localización",
    "fr": "position|localisation|emplacement|lieu",
    "de": "Standort|Ort",
    "it": "posizione|luogo",
    "nl": "locatie",
    "sv": "plats|position",
    "nb": "posisjon|plassering|sted",
    "da": "placering|lokation|position",
    "fi": "sijainti",
    "pl": "lokalizacja|położenie",
    "cs": "poloha|umístění",
    "sk": "poloha|umiestnenie",
    "hu": "hely|tartózkodási hely|helyzet|helyadatok",
    "ro": "locație|locaţie|locația",
    "bg": "местоположение",
    "ru": "местоположение|геопозиция|геоданные",
    "uk": "місцезнаходження|геодані|місце розташування|геопозиція|розташування",
    "hr": "lokacija",
    "sr": "локација|lokacija",
    "mk": "локација",
    "sl": "lokacija",
    "el": "τοποθεσία",
    "tr": "konum",
    "he": "מיקום",
    "ar": "الموقع|موقع",
    "fa": "مکان|موقعیت مکانی|موقعیت",
    "ur": "مقام|لوکیشن",
    "hi": "लोकेशन|स्थान",
    "bn": "লোকেশন|অবস্থান",
    "mr": "स्थान|लोकेशन",
    "gu": "સ્થાન|લોકેશન",
    "ta": "இருப்பிடம்|இடம்",
    "te": "స్థానం|లొకేషన్",
    "kn": "ಸ್ಥಳ",
    "ml": "ലൊക്കേഷൻ",
    "ja": "位置情報|位置|場所",
    "ko": "위치",
    "zh": "位置",
    "zh_TW": "位置",
    "th": "ตำแหน่ง|ตำแหน่งที่ตั้ง|ที่ตั้ง",
    "vi": "vị trí",
    "id": "lokasi",
    "ms": "lokasi",
    "fil": "lokasyon",
    "sw": "mahali|eneo",
    "af": "ligging",
    "ca": "ubicació|localització",
    "et": "asukoht",
    "lv": "atrašanās vieta",
    "lt": "vieta|vietovė|buvimo vieta",
    "sq": "vendndodhja|vendndodhje",
}

LIVE_LOCATION = {
    "en": "live location shared|Live location",
    "pt": "localização em tempo real compartilhada|localização em tempo real partilhada|Localização em tempo "
    "real|Localização atual compartilhada",
    "es": "ubicación en tiempo real compartida|Se compartió la ubicación en tiempo real|Ubicación en tiempo real",
    "fr": "position en direct partagée|Position en direct|Localisation en direct partagée|Localisation en direct",
    "de": "Live-Standort wird geteilt|Live-Standort geteilt|Live-Standort|Live-Standort wurde geteilt",
    "it": "posizione attuale condivisa|posizione in tempo reale condivisa|Posizione in tempo reale|Posizione attuale",
    "nl": "live locatie gedeeld|Live locatie",
    "sv": "realtidsplats delad|Livedelning av plats|Realtidsplats delades",
    "nb": "direkteposisjon delt|Direkteposisjon",
    "da": "liveplacering delt|Liveplacering",
    "fi": "reaaliaikainen sijainti jaettu|reaaliaikainen sijainti",
    "pl": "udostępniono lokalizację na żywo|Lokalizacja na żywo",
    "cs": "sdílená poloha v reálném čase|Aktuální poloha",
    "hu": "élő helyzet megosztva|élő tartózkodási hely megosztva",
    "ro": "locație în timp real distribuită|Locație în timp real",
    "ru": "Геоданные в реальном времени|Пользователь делится геоданными|Трансляция геоданных|Местоположение "
    "в реальном времени",
    "uk": "Поточне місцезнаходження|Надіслано поточне місцезнаходження",
    "el": "κοινή χρήση ζωντανής τοποθεσίας|Ζωντανή τοποθεσία",
    "tr": "canlı konum paylaşıldı|Canlı konum",
    "he": "מיקום חי שותף|מיקום בזמן אמת|שותף מיקום בזמן אמת",
    "ar": "تمت مشاركة الموقع الحي|تمت مشاركة الموقع المباشر|الموقع المباشر",
    "fa": "موقعیت زنده همرسانی شد|موقعیت زنده",
    "hi": "लाइव लोकेशन शेयर की गई|लाइव लोकेशन",
    "ja": "ライブ位置情報を共有|ライブロケーション|ライブ位置情報",
    "ko": "실시간 위치 공유됨|실시간 위치 공유|실시간 위치",
    "zh": "共享的实时位置|实时位置共享|实时位置|已共享实时位置",
    "zh_TW": "已分享即時位置|即時位置|分享即時位置",
    "th": "แชร์ตำแหน่งปัจจุบันแล้ว|แชร์ตำแหน่งแบบเรียลไทม์",
    "vi": "đã chia sẻ vị trí trực tiếp|Vị trí trực tiếp",
    "id": "lokasi terkini dibagikan|Lokasi terkini",
    "ms": "lokasi langsung dikongsi|Lokasi langsung",
    "ca": "ubicació en temps real compartida",
}

VIEW_ONCE = {
    "en": "You received a view once message. For added privacy, you can only open it on your phone|You sent "
    "a view once message. For added privacy,"
    " you can only open it on your phone|View once photo|View once video|View once voice message|View once message",
    "pt": "Mensagem de visualização única|Foto de visualização única|Vídeo de visualização única|Você "
    "recebeu uma mensagem de visualização única",
    "es": "Foto para ver una sola vez|Vídeo para ver una sola vez|Mensaje de visualización única|Foto de "
    "visualización única",
    "fr": "Photo à vue unique|Vidéo à vue unique|Message à vue unique",
    "de": "Einmalansicht|Foto zur Einmalansicht|Video zur Einmalansicht",
    "it": "Foto visualizzabile una volta|Messaggio visualizzabile una volta",
    "nl": "Eenmalig weergeven",
}
