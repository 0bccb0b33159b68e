from apps.uploads.parsing.registry import find_documents
from apps.uploads.parsing.tree import Tree
from apps.uploads.parsing.whatsapp.attached_files import find_attached

IOS = "[13/04/24, 10:30:00] Ann: hi\n\u200e[13/04/24, 10:31:00] Ann: \u200e<attached: 00000003-plan.txt>\n"
ANDROID = (
    "13/04/24, 10:30 - Ann: hi\n13/04/24, 10:31 - Ann: \u200eplan.json (file attached)\n"
    "13/04/24, 10:32 - Bob: see diary.txt\n"
)


def make_tree(folder, files: dict[str, str]) -> Tree:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Tree.of_folder(folder)


def test_what_was_sent_in_a_chat_is_no_chat(tmp_path):
    tree = make_tree(
        tmp_path,
        {
            "Trip/_chat.txt": IOS,
            "Trip/00000003-plan.txt": "13/04/24, 10:30 - Eve: another chat\n",
            "WhatsApp Chat with Ann.txt": ANDROID,
            "WhatsApp Chat with Bob.txt": ANDROID,
            "plan.json": "[]",
            "diary.txt": "dear diary",
            "elsewhere/plan.json": "[]",
        },
    )
    assert sorted(find_attached(tree)) == ["Trip/00000003-plan.txt", "plan.json"]
    assert set(find_attached(tree)) <= set(find_documents(tree))


def test_names_are_found_wherever_a_long_chat_holds_them(tmp_path):
    long = ANDROID.partition("\n")[0] + "\n" + "x" * (1024 * 1024 - 40) + "\n" + ANDROID
    assert find_attached(make_tree(tmp_path, {"WhatsApp Chat with Ann.txt": long, "plan.json": "[]"})) == [
        "plan.json"
    ]
    assert find_attached(make_tree(tmp_path, {"notes.txt": ANDROID})) == ["plan.json"]
    assert find_attached(Tree("empty")) == []
