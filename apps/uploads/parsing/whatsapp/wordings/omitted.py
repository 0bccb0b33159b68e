"""What stands for a file that was left out of the export: Android says so of media in general, iOS by type."""

from apps.uploads.parsing.whatsapp.wordings import variants

MEDIA_OMITTED = variants(
    "Media omitted|Video message omitted|Medien ausgeschlossen|Medien weggelassen|Medien ausgelassen",
    "Multimedia omitido|Archivo omitido|Médias omis|Fichier omis|Média omis",
    "Mídia oculta|Mídia omitida|Arquivo de mídia oculto|Ficheiro não revelado|Media omessi|Media omesso",
    "Media weggelaten|Без медиафайлов|Файл пропущен|Медіа пропущено|Медіафайли відсутні",
    "Pominięto multimedia|Pliki pominięto|Medya dahil edilmedi|Medya atlanmış|Medya çıkarıldı",
    "Mediatiedosto poistettu|Media jätetty pois|Media utelämnat|Media har utelämnats|Mediefil udeladt|Uten vedlegg",
    "Média vynechána|Média byla vynechána|Médiá vynechané|Hiányzó médiafájl|Médiafájl kihagyva|Conținut media omis",
    "Без файл|Мултимедийният файл е пропуснат|Εξαίρεση πολυμέσων|Medijski zapis izostavljen|Mitjans omesos",
    "Media tidak disertakan|Media disingkirkan|Bỏ qua Media|मीडिया छोड़ा गया|मीडिया के बिना",
    "মিডিয়া বাদ দেওয়া হয়েছে|สื่อถูกลบ|تم استبعاد الوسائط|رسانه حذف شد|پيوست نما/آهنگ حذف شد|میڈیا چھوڑ دیا گیا",
    "מדיה הושמטה|המדיה לא נכללה|メディアは含まれていません|メディアなし|省略多媒体文件|忽略多媒體檔|已省略多媒體檔案",
    "미디어 파일을 제외했습니다|미디어 파일을 생략한 대화내용",
    "మాధ్యమం విస్మరించబడింది|Walang kalakip na media|Média vynechány|Bez multivides|मीडिया वगळले|Файл қосылған жоқ",
    "મીડિયા અવગણાયું|Fayl o‘tkazib yuborildi|Pa media|Medij izpuščen|Media imerukwa|ஊடகங்கள் நீக்கப்பட்டது",
    "پيوست نما/آهنگ حذف شد|Praleistas medijos turinys|Archivo omitido|Meedia ära jäetud|Media weggelaat",
    "Media çıxarılmışdır|മീഡിയ ഒഴിവാക്കി|Без фајл|ಮೀಡಿಯಾ ಕೈಬಿಡಲಾಗಿದೆ|медији су изостављени|ਮੀਡੀਆ ਛੱਡਿਆ ਗਿਆ",
    "Медиа скрыто|Медиа отсутствует|Прикрепленный файл отсутствует|Media lipsă|Fișier media omis|Media utelatt",
    "Media pominięte|Pominięto media|Multimedia omesso|Medya atlandı|Medier utelatt|Medier udeladt|Medie udeladt",
    "View once message omitted|Archivo no revelado|Arquivo não revelado|Ficheiros e ligações não revelados",
    "Videonachricht weggelassen|Mensaje de video omitido|Message vidéo omis|Mensagem de vídeo ocultada",
)
LONGEST_MEDIA_OMITTED = max(map(len, MEDIA_OMITTED)) + 3

IMAGES = variants(
    "View once photo omitted",
    "image omitted|photo omitted|Bild weggelassen|imagen omitida|image absente|immagine omessa|imagem ocultada",
    "imagem não revelada|afbeelding weggelaten|kuvaa ei sisällytetä|bild utesluten|billede udeladt",
    "bilde ikke inkludert",
    "obraz pominięty|obrázek vynechán|obrázok vynechaný|kép kihagyva|imagine omisă|изображението е пропуснато",
    "εικόνα παραλείφθηκε|görüntü dahil edilmedi|изображение отсутствует|зображення відсутнє|slika izostavljena",
    "imatge omesa|لم يتم إدراج الصورة|تصویر حذف شد|התמונה הושמטה|फ़ोटो हटाई गई|ইমেজ বাদ দেওয়া হয়েছে|ไม่มีรูปภาพ",
    "gambar tidak disertakan|imej tidak dimasukkan|đã bỏ qua hình ảnh|画像は含まれていません|图片已忽略|照片已忽略",
    "圖片已略去|圖片已省略|画像は省略されました|圖像已省略|이미지 생략됨|사진 생략됨",
)
VIDEOS = variants(
    "View once video omitted",
    "video omitted|video note omitted|Video weggelassen|Video omitido|vidéo absente|video omesso|vídeo omitido",
    "vídeo não revelado|video weggelaten|videota ei sisällytetä|video utesluten|video udeladt|video utelatt",
    "wideo pominięte|video vynecháno|video vynechané|videó kihagyva|clip video omis|видеото е пропуснато",
    "βίντεο παραλείφθηκε|video dahil edilmedi|видео отсутствует|відео відсутнє|video izostavljen|vídeo omès",
    "لم يتم إدراج الفيديوهات|لم يتم إدراج الفيديو|ویدیو حذف شد|סרטון הווידאו הושמט|वीडियो छोड़ा गया",
    "ভিডিও বাদ দেওয়া হয়েছে|วิดีโอถูกลบ|video tidak disertakan|video tidak dimasukkan|đã bỏ video",
    "ビデオは含まれていません|動画は含まれていません|视频已忽略|影片已略去|影片已省略|動画は省略されました|"
    "ビデオは省略されました|비디오 생략됨|동영상 생략됨",
)
AUDIOS = variants(
    "View once voice message omitted|Voice message omitted",
    "audio omitted|Audio weggelassen|audio omitido|audio omis|audio omesso|áudio ocultado|áudio omitido",
    "ficheiro de áudio não revelado|audio weggelaten|äänitiedostoa ei sisällytetä|ljud utelslutet|ljud uteslutet",
    "lyd udeladt|lyd utelatt|audio pominięte|zvukový soubor vynechán|zvuk vynechaný|hang kihagyása|hang kihagyva",
    "fără audio|аудиото е пропуснато|ήχος παραλείφθηκε|ses dahil edilmedi|аудиофайл отсутствует|аудіо відсутнє",
    "zvuk izostavljen|àudio omès|لم يتم إدراج المقاطع الصوتية|صدا حذف شد|קטע קול הושמט|ऑडियो हटाई गयी",
    "অডিও বাদ দেওয়া হয়েছে|ไม่มีไฟล์เสียง|audio tidak disertakan|audio tidak dimasukkan|bỏ qua tệp âm thanh",
    "音声は含まれていません|音频已忽略|音訊已略去|音訊已省略|音声は省略されました|오디오 생략됨",
)
STICKERS = variants(
    "sticker omitted|Sticker weggelassen|sticker omitido|sticker omis|sticker non incluso|figurinha omitida",
    "sticker não revelado|sticker weggelaten|tarraa ei sisällytetty|sticker utesluten|klistermærke udeladt",
    "klistremerke utelatt|pominięto naklejkę|nálepka vynechána|nálepka vynechaná|matrica kihagyva",
    "αυτοκόλλητο παραλήφθηκε|çıkartma dahil edilmedi|стикер не добавлен|наклейку не додано|стикерът е пропуснат",
    "تم حذف الملصقات|استیکر حذف شد|סטיקר הושמט|स्टिकर छोड़ा गया|স্টিকার বাদ দেওয়া হয়েছে|ไม่มีสติกเกอร์",
    "stiker tidak disertakan|pelekat tidak disertakan|đã bỏ sticker|スタンプは含まれていません|"
    "スタンプは省略されました|貼圖已省略|贴图已省略",
    "貼圖已略去|貼圖已忽略|스티커 제외됨",
)
GIFS = variants(
    "GIF omitted|GIF weggelassen|GIF omitido|GIF retiré|GIF omis|GIF esclusa|GIF não revelada|GIF weggelaten",
    "GIF-animaatio jätetty pois|GIF utesluten|GIF udeladt|GIF utelatt|plik GIF pominięty|GIF vynechán|GIF vynechaný",
    "GIF fájl kihagyása|παράληψη GIF|GIF dahil edilmedi|GIF отсутствует|GIF-анімацію пропущено|GIF е пропуснат",
    "لم يتم إدراج صورة GIF|GIF حذف شد|GIF הושמט|GIF छोड़ा गया|জিআইএফ বাদ দেওয়া হয়েছে|ละเว้น GIF",
    "GIF tidak disertakan|GIF tidak dimasukkan|đã bỏ qua ảnh GIF|GIFは含まれていません|GIFは省略されました|"
    "GIF 动态图已被忽略",
    "GIF 已略去|GIF 圖片已被省略|GIF 생략됨",
)
CONTACTS = variants(
    "contact card omitted|Kontaktkarte ausgelassen|tarjeta de contacto omitida|fiche contact manquante",
    "scheda contatto omessa|cartão do contato omitido|contacto não revelado|visitekaartje weggelaten",
    "yhteystietokortti jätettiin pois|kontaktkort uteslutet|kontaktkort udeladt|kontaktkort sløyfet",
    "pominięta wizytówka kontaktu|vizitka vynechána|karta kontaktu vynechaná|névjegykártya kihagyva",
    "carte de vizită contact omisă|η κάρτα επαφής παραλήφθηκε|kişi kartı dahil edilmedi|визитката е пропусната",
    "карточка контакта отсутствует|картка контакту відсутня|لم يتم إدراج بطاقة جهة اتصال|برگ مخاطب حذف شد",
    "כרטיס איש קשר הושמט|कॉन्टैक्ट कार्ड छोड़ा गया|পরিচিতির কার্ড বাদ দেওয়া হয়েছে|บัตรรายชื่อที่ละเว้น",
    "kartu kontak tidak disertakan|kad kenalan tidak dimasukkan|bỏ qua thẻ liên lạc|連絡先カードを省略",
    "联系人卡片已忽略|聯絡人卡片已略去|聯絡人卡片已省略|연락처 카드 생략됨",
)
DOCUMENTS = variants(
    "document omitted|file omitted|Dokument weggelassen|documento omitido|document manquant|documento omesso",
    "documento não revelado|document weggelaten|dokumenttia ei sisällytetä|dokument uteslutet|dokument udeladt",
    "utelatt dokument|dokument pominięty|dokument vynechán|dokument vynechaný|dokumentum kihagyva|document omis",
    "документът е пропуснат|έγγραφο παραλείφθηκε|belge dahil edilmedi|документ отсутствует|документ пропущено",
    "لم يتم إدراج المستند|سند حذف شد|מסמך הושמט|डॉक्यूमेंट छोड़ा गया|ডকুমেন্ট বাদ দেওয়া হয়েছে|ละเว้นเอกสาร",
    "dokumen tidak disertakan|dokumen tidak dimasukkan|đã bỏ qua tài liệu|ドキュメントは含まれていません|"
    "ドキュメントは省略されました",
    "文档已省略|文件已略去|文件已忽略|문서 생략됨",
)
TYPE_OF_OMITTED = {
    wording: kind
    for kind, wordings in (
        ("image", IMAGES),
        ("video", VIDEOS),
        ("audio", AUDIOS),
        ("sticker", STICKERS),
        ("gif", GIFS),
        ("contact", CONTACTS),
        ("file", DOCUMENTS),
        ("media", variants("media omitted|View once message omitted")),
    )
    for wording in wordings
}
LONGEST_OMITTED = max(map(len, TYPE_OF_OMITTED)) + 1
