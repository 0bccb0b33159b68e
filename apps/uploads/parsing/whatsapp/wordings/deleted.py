"""Messages taken back, and the note that one was edited."""

from apps.uploads.parsing.whatsapp.wordings import variants

DELETED = variants(
    "This message was deleted|You deleted this message|This message was deleted by an admin|"
    "This message was deleted by admin|You deleted this message as admin",
    "Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht",
    "Se eliminó este mensaje|Este mensaje fue borrado|Este mensaje ha sido eliminado|Borraste este mensaje|"
    "Has eliminado este mensaje|Este mensaje fue eliminado|Eliminaste este mensaje",
    "Ce message a été supprimé|Vous avez supprimé ce message",
    "Mensagem apagada|Esta mensagem foi apagada|Você apagou esta mensagem|Apagou esta mensagem|"
    "Esta mensagem foi apagada pelo remetente|Essa mensagem foi apagada|Esta mensagem foi eliminada|"
    "Eliminou esta mensagem|Eliminaste esta mensagem|Mensagem eliminada|Você excluiu esta mensagem",
    "Questo messaggio è stato eliminato|Hai eliminato questo messaggio",
    "Dit bericht is verwijderd|Dit bericht werd verwijderd|Je hebt dit bericht verwijderd|"
    "U hebt dit bericht verwijderd|U heeft dit bericht verwijderd",
    "Tämä viesti poistettiin|Poistit tämän viestin",
    "Detta meddelande raderades|Det här meddelandet raderades|Du raderade detta meddelande|"
    "Du raderade det här meddelandet|Du har tagit bort meddelandet",
    "Denne besked blev slettet|Denne besked er blevet slettet|Du slettede denne besked|Du har slettet denne besked",
    "Denne meldingen ble slettet|Du slettet denne meldingen",
    "Ta wiadomość została usunięta|Usunięto tę wiadomość|Usunąłeś(aś) tę wiadomość|Usunąłeś(-ęłaś) tę wiadomość",
    "Tato zpráva byla odstraněna|Tato zpráva byla smazána|Tuto zprávu jste odstranil/a|Tuto zprávu jste smazal/a",
    "Táto správa bola odstránená|Túto správu ste odstránili",
    "Ez az üzenet törlésre került|Ezt az üzenetet törölték|Ezt az üzenetet törölted|Törölted ezt az üzenetet",
    "Acest mesaj a fost șters|Ați șters acest mesaj|Ai șters acest mesaj",
    "Съобщението беше изтрито|Това съобщение беше изтрито|Изтрихте това съобщение",
    "Αυτό το μήνυμα διαγράφηκε|Διαγράψατε αυτό το μήνυμα|Διαγράψατε το μήνυμα",
    "Bu mesaj silindi|Bu mesajı sildiniz",
    "Сообщение удалено|Это сообщение было удалено|Это сообщение удалено|"
    "Данное сообщение удалено|Вы удалили это сообщение|Вы удалили данное сообщение",
    "Це повідомлення видалено|Це повідомлення було видалено|Ви видалили це повідомлення",
    "Ova poruka je izbrisana|Ova je poruka izbrisana|Izbrisali ste ovu poruku|Ова порука је обрисана",
    "Aquest missatge s'ha suprimit|Aquest missatge està esborrat|Has suprimit aquest missatge",
    "تم حذف هذه الرسالة|لقد حذَفت هذه الرسالة|لقد حذفت هذه الرسالة|أنت حذفت هذه الرسالة",
    "این پیام حذف شد|این پیام حذف شده است|شما این پیام را حذف کردید",
    "یہ میسج حذف کر دیا گیا ہے|آپ نے یہ میسج حذف کر دیا ہے",
    "הודעה זו נמחקה|מחקת הודעה זו|מחקת את ההודעה הזו",
    "यह संदेश हटाया गया था|यह संदेश मिटाया गया|यह मैसेज डिलीट कर दिया गया है|आपने यह संदेश मिटाया|आपने यह मैसेज डिलीट किया",
    "এই মেসেজটি বাদ দেওয়া হয়েছে|এই বার্তাটি মুছে ফেলা হয়েছে|আপনি এই মেসেজটি বাদ দিয়েছেন|আপনি এই বার্তাটি মুছে ফেলেছেন",
    "ข้อความนี้ถูกลบแล้ว|ข้อความนี้ได้ถูกลบ|คุณได้ลบข้อความนี้|คุณลบข้อความนี้",
    "Pesan ini telah dihapus|Pesan ini dihapus|Anda menghapus pesan ini|Anda telah menghapus pesan ini",
    "Mesej ini telah dipadam|Anda telah memadamkan mesej ini",
    "Tin nhắn này đã bị xóa|Tin nhắn này đã bị xoá|Bạn đã xóa tin nhắn này|Bạn đã xoá tin nhắn này",
    "このメッセージは削除されました|このメッセージを削除しました",
    "此消息已删除|这条消息已被删除|信息已删除|您删除了此消息|您已删除这条消息|您删除这个信息",
    "此訊息已刪除|您已刪除此訊息",
    "이 메시지는 삭제되었습니다|삭제된 메시지입니다|이 메시지를 삭제했습니다|삭제한 메시지입니다",
)
LONGEST_DELETED = max(map(len, DELETED)) + 2

EDITED = variants(
    "This message was edited|Diese Nachricht wurde bearbeitet|Se editó este mensaje|Ce message a été modifié",
    "Mensagem editada|Esta mensagem foi editada|Questo messaggio è stato modificato|Dit bericht is bewerkt",
    "Viestiä muokattiin|Tätä viestiä muokattiin|Detta meddelande redigerades|Det här meddelandet redigerades",
    "Denne besked blev redigeret|Denne meldingen ble redigert|Ta wiadomość została edytowana|Wiadomość edytowana",
    "Tato zpráva byla upravena|Táto správa bola upravená|Ezt az üzenetet szerkesztették|Acest mesaj a fost editat",
    "Това съобщение беше редактирано|Αυτό το μήνυμα υποβλήθηκε σε επεξεργασία|Bu mesaj düzenlendi",
    "Данное сообщение изменено|Сообщение изменено|Це повідомлення змінено|Ova je poruka uređena",
    "تم تعديل هذه الرسالة|این پیام ویرایش شد|הודעה זו נערכה|यह संदेश संपादित किया गया था|यह मैसेज एडिट किया गया था",
    "এই মেসেজটি এডিট করা হয়েছে|ข้อความนี้ถูกแก้ไขแล้ว|Pesan ini diedit|Pesan ini telah diedit|Mesej ini telah disunting",
    "Tin nhắn này đã được chỉnh sửa|このメッセージは編集されました|此消息已编辑|这条消息已被编辑|此訊息已編輯",
    "편집된 메시지|이 메시지는 수정되었습니다",
)
