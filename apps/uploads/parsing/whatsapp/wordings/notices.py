"""What the program says of itself: that a chat is encrypted, and who did what to the group."""

import re

MESSAGES_AND_CALLS = (
    "Messages and calls ",
    "Messages to this ",
    "Messages you send to this ",
    "Nachrichten und Anrufe ",
    "Los mensajes y las llamadas ",
    "Los mensajes y llamadas ",
    "Las llamadas y los mensajes ",
    "Les messages et les appels ",
    "Les messages et appels ",
    "As mensagens e as ligações ",
    "As mensagens e ligações ",
    "As mensagens e as chamadas ",
    "As mensagens e chamadas ",
    "Mensagens e chamadas ",
    "Mensagens e ligações ",
    "I messaggi e le chiamate ",
    "Berichten en oproepen ",
    "Berichten en gesprekken ",
    "Сообщения и звонки ",
    "Повідомлення та виклики ",
    "Повідомлення й дзвінки ",
    "Повідомлення та дзвінки ",
    "Wiadomości i połączenia ",
    "Zprávy a hovory ",
    "Správy a hovory ",
    "Mesajlar ve aramalar ",
    "Mesajlar ve çağrılar ",
    "Viestit ja puhelut ",
    "Meddelanden och samtal ",
    "Meldinger og anrop ",
    "Meldinger og samtaler ",
    "Beskeder og opkald ",
    "Pesan dan panggilan ",
    "Mesej dan panggilan ",
    "Mesajele și apelurile ",
    "Az üzenetek és hívások ",
    "Az üzenetek és a hívások ",
    "Съобщенията и обажданията ",
    "Τα μηνύματα και οι κλήσεις ",
    "Poruke i pozivi ",
    "Els missatges i les trucades ",
    "संदेश और कॉल ",
    "मैसेजेस और कॉल्स ",
    "मैसेज और कॉल ",
    "মেসেজ এবং কল ",
    "الرسائل والمكالمات ",
    "ההודעות והשיחות ",
    "הודעות ושיחות ",
    "پیام‌ها و تماس‌ها ",
    "پیامها و تماسها ",
    "ข้อความและการโทร",
    "Tin nhắn và cuộc gọi ",
    "メッセージと通話",
    "消息和通话",
    "訊息和通話",
    "訊息已受端對端加密保護",
    "메시지와 통화",
    "메시지 및 전화",
)
NOTICE_BEGINNINGS = frozenset(beginning[:5] for beginning in MESSAGES_AND_CALLS)
ENCRYPTED = re.compile(
    "encrypt|verschlüssel|cifrad|xifra|chiffr|cr[iy]ptogra[fp]|encripta|crittogra|criptat|versleutel|шифр|szyfr|"
    "šifr|şifre|sala(?:t|ukse)|krypter|enkrip|titkos|koncov|enkripc|κρυπτογραφ|एन्क्रिप्ट|এনক্রিপ্ট|"
    "مشف|تشفير|رمزگذار|מוצפנ|เข้ารหัส|mã hóa|mã hoá|disulit|暗号化|加密|암호화|सुरक्षित",
    re.IGNORECASE,
)
"""The notice was reworded many times: what begins like one is one if it also tells of encryption."""

NOTICE_TEXT = re.compile(
    r"created (?:this )?group|(?:added|removed) .| joined| left$|changed (?:the|this|their|to)|You (?:were|are now)|"
    r"^You (?:un)?(?:blocked|created|added|removed|deleted|left|pinned|started|updated)|message timer|"
    r"disappearing messages|requested to join|^This (?:chat|business|group|community) |^Waiting for this message|"
    r"turned (?:on|off)|deleted this group|security code|pinned a message|Tap to |is a contact|"
    r"hat (?:die Gruppe|den Betreff|das Gruppenbild|dich)| hinzugefügt| entfernt|"
    r"creó (?:el|este) grupo|añadió|cambió (?:el|la)|salió|se unió|"
    r"a créé (?:le|ce) groupe|a ajouté|a changé|est parti|"
    r"criou (?:o|este) grupo|adicionou|mudou|saiu|entrou|"
    r"ha creato il gruppo|ha aggiunto|ha cambiato|ha modificato|"
    r"heeft (?:de groep|deze groep)| toegevoegd| verwijderd|"
    r"создал|добавил|изменил|вышел|вышла|grubu oluşturdu|kişisini ekledi"
    r"|Sicherheitsnummer|código de segur|code de sécurité|codice di sicurezza|beveiligingscode|код безопасности|"
    r"Код безпеки|güvenlik kodu|turvanumero|säkerhetskod|sikkerhedskode|sikkerhetskode|kod zabezpieczeń|"
    r"bezpečnost|biztonsági kód|codul dvs. de securitate|Κωδικός ασφαλείας|kode keamanan|kod keselamatan|mã bảo mật|"
    r"رمز أمان|کد امنیتی|קוד האבטחה|सुरक्षा कोड|নিরাপত্তা কোড|รหัสความปลอดภัย|セキュリティコード|安全代码|安全碼|"
    r"安全代碼|보안 코드|"
    r"loi ryhmän|lisäsi |poistui|skapade gruppen|lade till|lämnade|oprettede gruppen|tilføjede|forlod|"
    r"opprettet gruppen|la til|forlot|utworzył|dodał|opuścił|vytvořil|přidal|opustil|vytvoril|pridal|"
    r"létrehozta|hozzáadta|kilépett|a creat grupul|a adăugat|a ieșit|създаде група|добави|напусна|"
    r"δημιούργησε|πρόσθεσε|αποχώρησε|створи|додав|додала|вийшов|вийшла|أنشأ|أضاف|غادر|ایجاد کرد|اضافه کرد|"
    r"יצר|צירף|הוסיף|עזב|ने ग्रुप बनाया|ने जोड़ा|তৈরি করেছেন|যোগ করেছেন|สร้างกลุ่ม|เพิ่ม |ออกจากกลุ่ม|"
    r"membuat grup|menambahkan|keluar$|mencipta kumpulan|menambah|đã tạo nhóm|đã thêm|đã rời|グループを作成|"
    r"を追加しました|退出しました|创建了群组|添加了|退出了|建立了群組|已新增|已離開|"
    r"그룹을 만들었|추가했습니다|나갔습니다|"
    r"(?:was|were) (?:added|removed)|created this community|^Du (?:hast|wurdest) |wurdest? hinzugefügt|"
    r"^(?:Creaste|Añadiste|Eliminaste|Cambiaste|Saliste|Te (?:uniste|añad|agreg))|agregó a|eliminó a|"
    r"fue (?:añadid|agregad)|"
    r"^Você (?:foi|criou|entrou|saiu|mudou|adicionou|removeu)|foi (?:adicionad|removid)|"
    r"^Vous avez (?:créé|ajouté|rejoint|été)|a été (?:ajouté|retiré)|^(?:Hai creato|Hai aggiunto|Sei stato|Sei stata) |"
    r"^Je (?:hebt|bent) |^U (?:hebt|bent) |^Вы (?:создали|добавили|вышли|теперь)|^Вас добавил|gruba ekle|"
    r"gruptan ayrıldı|"
    r"seni ekledi|sizi ekledi",
    re.IGNORECASE,
)
"""Searched only in what iOS marks as not typed by the author, and only in its first line."""
