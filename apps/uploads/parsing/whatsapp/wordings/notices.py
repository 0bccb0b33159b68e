"""What the program says of itself: that a chat is encrypted, and who did what to the group."""

import re

ENCRYPTION_NOTICES = (
    "Messages and calls are end-to-end encrypted",
    "Messages to this chat and calls are now secured with end-to-end encryption",
    "Messages to this group are now secured with end-to-end encryption",
    "Messages you send to this group are now secured with end-to-end encryption",
    "Messages you send to this chat and calls are now secured with end-to-end encryption",
    "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt",
    "Nachrichten und Anrufe in diesem Chat sind jetzt mit Ende-zu-Ende-Verschlüsselung",
    "Los mensajes y las llamadas están cifrados de extremo a extremo",
    "Los mensajes y llamadas están cifrados de extremo a extremo",
    "Les messages et les appels sont chiffrés de bout en bout",
    "Les messages et appels sont chiffrés de bout en bout",
    "As mensagens e as ligações são protegidas com a criptografia de ponta a ponta",
    "As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta",
    "As mensagens e chamadas são encriptadas ponto a ponto",
    "I messaggi e le chiamate sono crittografati end-to-end",
    "Berichten en oproepen worden end-to-end versleuteld",
    "Berichten en gesprekken worden end-to-end versleuteld",
    "Сообщения и звонки защищены сквозным шифрованием",
    "Повідомлення та виклики захищено наскрізним шифруванням",
    "Wiadomości i połączenia są w pełni szyfrowane",
    "Wiadomości i połączenia są szyfrowane end-to-end",
    "Zprávy a hovory jsou koncově šifrovány",
    "Mesajlar ve aramalar uçtan uca şifrelidir",
    "Viestit ja puhelut ovat täysin salattuja",
    "Viestit ja puhelut on suojattu päästä päähän -salauksella",
    "Meddelanden och samtal är totalsträckskrypterade",
    "Meldinger og anrop er ende-til-ende-kryptert",
    "Beskeder og opkald er end-to-end-krypterede",
    "Pesan dan panggilan dienkripsi secara end-to-end",
    "Mesajele și apelurile sunt criptate integral",
    "Az üzenetek és hívások végpontok közötti titkosítással",
    "संदेश और कॉल एंड-टू-एंड एन्क्रिप्टेड हैं",
    "الرسائل والمكالمات مشفرة تمامًا بين الطرفين",
    "ההודעות והשיחות מוצפנות מקצה לקצה",
    "メッセージと通話はエンドツーエンドで暗号化されています",
    "消息和通话已进行端到端加密",
    "訊息和通話均受到端對端加密",
    "訊息和通話經端對端加密",
    "메시지와 통화는 종단간 암호화됩니다",
    "메시지와 통화는 종단 간 암호화되어",
    "메시지 및 전화는 종단간 암호화되어",
    "Viestit ja puhelut salataan täysin",
    "Meddelanden och samtal är komplett krypterade",
    "Meldinger og samtaler er ende-til-ende-krypterte",
    "Wiadomości i połączenia są w pełni zaszyfrowane",
    "Zprávy a hovory jsou opatřeny koncovým šifrováním",
    "Správy a hovory sú zabezpečené šifrovaním",
    "Съобщенията и обажданията са шифровани от край до край",
    "Τα μηνύματα και οι κλήσεις κρυπτογραφούνται",
    "Повідомлення й дзвінки захищено наскрізним шифруванням",
    "Poruke i pozivi zaštićeni su potpunom enkripcijom",
    "Els missatges i les trucades estan xifrats",
    "پیام‌ها و تماس‌ها سرتاسر رمزگذاری",
    "پیامها و تماسها سرتاسر رمزگذاری",
    "ההודעות והשיחות מוצפנות מקצה-לקצה",
    "मैसेजेस और कॉल्स एंड-टू-एंड एन्क्रिप्टेड हैं",
    "মেসেজ এবং কল এন্ড-টু-এন্ড এনক্রিপ্টেড",
    "ข้อความและการโทรได้รับการเข้ารหัสจากต้นทางถึงปลายทาง",
    "Pesan dan panggilan terenkripsi secara end-to-end",
    "Mesej dan panggilan disulitkan hujung ke hujung",
    "Tin nhắn và cuộc gọi được mã hóa đầu cuối",
    "メッセージと通話はエンドツーエンド暗号化されています",
    "消息和通话都进行端到端加密",
    "訊息已受端對端加密保護",
)
NOTICE_BEGINNINGS = frozenset(notice[:8] for notice in ENCRYPTION_NOTICES)

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
    r"그룹을 만들었|추가했습니다|나갔습니다",
    re.IGNORECASE,
)
"""Searched only in what iOS marks as not typed by the author, and only in its first line."""
