"""Reference values of bag_of_words and tf_idf: scikit-learn 1.2.1.

Prints tests/reference/text_transforms.inc, which a test includes within its namespace.
"""
import json

from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

TRAINING = [
    "The cat sat on the mat. The cat, the CAT!",
    "A dog_1 barked 3 times; 42 dogs barked back",
    "",
    "Na\u00efve caf\u00e9 owners don't sit on caf\u00e9 mats",
    "\u041a\u043e\u0442 \u0441\u0438\u0434\u0438\u0442 \u043d\u0430 \u043a\u043e\u0432\u0440\u0435, \u043a\u043e\u0442 \u0441\u043f\u0438\u0442",
    "the  end\tof\n\n the   mat",
    "x y z",
    "\u732b\u304c\u5ea7\u308b the \u732b",
]
LATER = ["the unseen cat and the dog_1", "", "nothing known here", "CAF\u00c9 caf\u00e9 mat mat mat"]


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def strings(texts):
    return "{" + ", ".join(quoted(t) for t in texts) + "}"


def sparse(row):
    row = row.tocoo()
    pairs = sorted(zip(row.col, row.data))
    return "{" + ", ".join("{%d, %r}" % (c, float(v)) for c, v in pairs) + "}"


def case(kind, options, made):
    made.fit(TRAINING)
    names = made.get_feature_names_out()
    values = made.transform(TRAINING + LATER)
    pairs = ", ".join('{"%s", "%s"}' % (k, v) for k, v in options.items())
    print('{"%s", {%s}, %s,\n {%s}},' % (kind, pairs, strings(names),
                                         ",\n  ".join(sparse(v) for v in values)))


def main():
    print("// Printed by tests/reference/text_transforms.py with scikit-learn 1.2.1.\n")
    print("inline const std::vector<std::string> kTraining = %s;" % strings(TRAINING))
    print("inline const std::vector<std::string> kLater = %s;\n" % strings(LATER))
    print("// Kind, options, the terms, and the values of the training rows and the later ones.")
    print("inline const std::vector<TextCase> kTextCases = {")
    case("bag_of_words", {}, CountVectorizer())
    case("bag_of_words", {"binary": "true"}, CountVectorizer(binary=True))
    case("bag_of_words", {"lowercase": "false", "min_rows": "2"},
         CountVectorizer(lowercase=False, min_df=2))
    case("bag_of_words", {"ngrams": "1 2"}, CountVectorizer(ngram_range=(1, 2)))
    case("bag_of_words", {"min_characters": "1"}, CountVectorizer(token_pattern=r"(?u)\b\w+\b"))
    case("bag_of_words", {"tokens": "characters", "ngrams": "2 3", "min_rows": "2"},
         CountVectorizer(analyzer="char", ngram_range=(2, 3), min_df=2))
    case("tf_idf", {}, TfidfVectorizer())
    case("tf_idf", {"sublinear_tf": "true"}, TfidfVectorizer(sublinear_tf=True))
    case("tf_idf", {"smooth_idf": "false"}, TfidfVectorizer(smooth_idf=False))
    case("tf_idf", {"norm": "l1", "ngrams": "1 3", "min_rows": "2"},
         TfidfVectorizer(norm="l1", ngram_range=(1, 3), min_df=2))
    case("tf_idf", {"norm": "none"}, TfidfVectorizer(norm=None))
    case("tf_idf", {"max_words": "2"}, TfidfVectorizer(max_features=2))
    case("tf_idf", {"tokens": "characters", "ngrams": "1 4", "sublinear_tf": "true", "min_rows": "2"},
         TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True, min_df=2))
    print("};")


if __name__ == "__main__":
    main()
