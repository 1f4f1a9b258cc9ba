"""Programs that export plain text, which is told apart by its lines: KakaoTalk and LINE."""
