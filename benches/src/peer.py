"""The peer of the bench `proposals`: a document classified in the way of Paperless-ngx, and by two other common ways.

Reads lines of text, class and office from standard input, separated by tabs; the first argument says how many are to learn from, the rest
are asked. Writes one line for each way: name, seconds to learn, documents a second, share of classes and of offices that were right.
"""

import sys
import time

from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline


def ways():
    """The names, and how to make each anew."""
    # What Paperless-ngx does (src/documents/classifier.py): words and pairs that one document in a hundred has, and this network. Its
    # random state is fixed here, so that a run can be repeated.
    yield "MLP, in the way of Paperless-ngx", lambda: make_pipeline(
        CountVectorizer(analyzer="word", ngram_range=(1, 2), min_df=0.01),
        MLPClassifier(tol=0.01, random_state=1),
    )
    # The same with every word that two documents have: what it could do with a larger vocabulary.
    yield "MLP, every word", lambda: make_pipeline(
        TfidfVectorizer(analyzer="word", min_df=2),
        MLPClassifier(tol=0.01, random_state=1),
    )
    yield "complement naive Bayes", lambda: make_pipeline(TfidfVectorizer(analyzer="word", min_df=1), ComplementNB())


def main():
    """Learns, asks, tells."""
    learn = int(sys.argv[1])
    rows = [line.rstrip("\n").split("\t") for line in sys.stdin]
    texts = [row[0] for row in rows]
    for name, make in ways():
        took = asked = 0.0
        right = []
        for column in (1, 2):
            labels = [row[column] for row in rows]
            way = make()
            begin = time.perf_counter()
            way.fit(texts[:learn], labels[:learn])
            took += time.perf_counter() - begin
            begin = time.perf_counter()
            told = way.predict(texts[learn:])
            asked += time.perf_counter() - begin
            right.append(sum(a == b for a, b in zip(told, labels[learn:])) / len(told))
        print(f"{name}\t{took:.2f}\t{(len(rows) - learn) / asked:.0f}\t{right[0]:.4f}\t{right[1]:.4f}", flush=True)


if __name__ == "__main__":
    main()
