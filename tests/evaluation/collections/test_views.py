"""Collections turned round, and without comments."""

from codesearch.evaluation.collections import reversed_collection, without_comments_in
from codesearch.evaluation.records import Collection, Document, Question


def collection() -> Collection:
    documents = (Document("a", "A", "go"), Document("b", "B", "go"), Document("c", "C", "go"))
    questions = (
        Question("1", "first", {"a": 1.0, "c": 0.0}, {"language": "go"}),
        Question("2", "second", {"a": 0.0, "b": 2.0}, {"language": "go"}),
        Question("3", "first", {"b": 3.0, "a": 0.5}, {"language": "go"}),
    )
    return Collection("go", documents, questions)


def test_code_asks_for_the_texts_that_it_answers() -> None:
    turned = reversed_collection(collection())
    assert turned.name == "go"
    assert turned.documents == (Document("1", "first", "text"), Document("2", "second", "text"))
    assert [(question.id, question.text, question.gains) for question in turned.questions] == [
        ("a", "A", {"1": 1.0, "2": 0.0}),
        ("b", "B", {"2": 2.0, "1": 3.0}),
    ]
    assert all(question.groups == {"language": "go"} for question in turned.questions)


def test_code_loses_its_comments_unless_it_is_nothing_else() -> None:
    texts = {
        "code": 'def add(a, b):\n    """Add two numbers."""\n    return a + b  # the sum\n',
        "comment": "# nothing but a comment\n",
    }
    documents = tuple(Document(id, text, "python") for id, text in texts.items())
    bare = without_comments_in(Collection("python", documents, (Question("q", "add", {"code": 1.0}),)))
    code, comment = bare.documents
    assert "a + b" in code.text
    assert not {"numbers", "sum", "#"} & set(code.text.replace(".", " ").split())
    assert comment.text == texts["comment"]
    assert bare.questions[0].text == "add"
