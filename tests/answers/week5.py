"""Answers to the assignment of week 5."""

# Parts of answers that many exercises vary.

VOCABULARY = (
    "counts = {}\n"
    "for words in sentences:\n"
    "    for word in words:\n"
    "        counts[word] = counts.get(word, 0) + 1\n"
    "frequent = sorted(word for word in counts if counts[word] >= min_count)\n"
    "frequent = sorted(frequent, key=lambda word: -counts[word])\n"
    "return {word: number for number, word in enumerate(frequent, 2)}"
)
ENCODE = (
    "rows = []\n"
    "for words in sentences:\n"
    "    row = [ids.get(word, 1) for word in words][:length]\n"
    "    rows.append(row + [0] * (length - len(row)))\n"
    "return np.array(rows)"
)
PAIRS = (
    "pairs = []\n"
    "words = [int(token) for token in tokens if token != 0]\n"
    "for i in range(len(words)):\n"
    "    for j in range(max(0, i - window), min(len(words), i + window + 1)):\n"
    "        if i != j:\n"
    "            pairs.append((words[i], words[j]))\n"
    "return pairs"
)
SIGMOID = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n\n\n"
LOSS = SIGMOID + (
    "loss = -np.log(sigmoid(centre @ neighbour))\nfor negative in negatives:\n    loss -= np.log(sigmoid(-(centre @ negative)))\nreturn loss"
)
STEP = SIGMOID + (
    "new_centres, new_contexts = centre_vectors.copy(), context_vectors.copy()\n"
    "vector = centre_vectors[centre]\n"
    "for label, row in [(1, neighbour)] + [(0, row) for row in negatives]:\n"
    "    error = sigmoid(context_vectors[row] @ vector) - label\n"
    "    new_centres[centre] -= learning_rate * error * context_vectors[row]\n"
    "    new_contexts[row] -= learning_rate * error * vector\n"
    "return new_centres, new_contexts"
)
ROWS = SIGMOID + (
    "new_centres, new_contexts = centre_vectors.copy(), context_vectors.copy()\n"
    "rows = [neighbour, *negatives]\n"
    "labels = np.eye(len(rows))[0]\n"
    "error = sigmoid(context_vectors[rows] @ centre_vectors[centre]) - labels\n"
    "new_centres[centre] -= learning_rate * error @ context_vectors[rows]\n"
    "np.add.at(new_contexts, rows, -learning_rate * error[:, None] * centre_vectors[centre])\n"
    "return new_centres, new_contexts"
)
TRAIN = "return Word2Vec(sentences, sg=1, negative=5, vector_size=16, window=2, min_count=1, epochs=20, seed=1, workers=1)"
NEAREST = (
    "own = vectors[words.index(word)]\n"
    "likeness = vectors @ own / np.linalg.norm(vectors, axis=1) / np.linalg.norm(own)\n"
    "likeness[words.index(word)] = -2\n"
    "return [words[row] for row in np.argsort(-likeness)[:count]]"
)
DRAW = (
    "points = PCA(n_components=2).fit_transform(vectors)\n"
    "figure, ax = plt.subplots()\n"
    "ax.scatter(points[:, 0], points[:, 1])\n"
    "for word, (x, y) in zip(words, points):\n"
    "    ax.text(x, y, word)\n"
    "return figure"
)
CONVOLVE = (
    "rng = np.random.default_rng(0)\n"
    "matrix = rng.normal(size=(2 * table.shape[1], 64))\n"
    "after = np.concatenate([table[1:], np.zeros((1, table.shape[1]))])\n"
    "return np.maximum(np.concatenate([table, after], axis=1) @ matrix, 0).max(axis=0)"
)


def but(answer, *changes):
    """The answer with some of its parts replaced: pairs of old and new."""
    for old, new in changes:
        assert old in answer
        answer = answer.replace(old, new)
    return answer


RIGHT = {
    "tokenise": [
        "words = []\n"
        'for part in re.findall(r"(?:[^\\W_]|\')+", text.lower()):\n'
        '    words += [word.strip("\'") for word in part.split("\'\'")]\n'
        "return [word for word in words if word]",
        "text = ''.join(letter if letter.isalnum() or letter == \"'\" else ' ' for letter in text.casefold())\n"
        'return [word.strip("\'") for word in text.split() if word.strip("\'")]',
        'return tuple(match.group() for match in re.finditer(r"[^\\W_]+(\'[^\\W_]+)*", text.lower()))',
    ],
    "build_vocabulary": [
        VOCABULARY,
        "counts = Counter()\n"
        "for words in sentences:\n"
        "    counts.update(words)\n"
        "ids = {}\n"
        "for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):\n"
        "    if count >= min_count:\n"
        "        ids[word] = 2 + len(ids)\n"
        "return ids",
        "words, counts = np.unique([word for words in sentences for word in words], return_counts=True)\n"
        "order = np.argsort(-counts, kind='stable')\n"
        "kept = words[order][counts[order] >= min_count]\n"
        "return dict(zip(kept.tolist(), range(2, 2 + len(kept))))",
    ],
    "encode": [
        ENCODE,
        "tokens = np.full((len(sentences), length), 0)\n"
        "for row, words in enumerate(sentences):\n"
        "    for column in range(min(length, len(words))):\n"
        "        tokens[row, column] = ids[words[column]] if words[column] in ids else 1\n"
        "return tokens",
        "padded = [[*words, *[None] * length][:length] for words in sentences]\n"
        "return [tuple(0 if word is None else ids.get(word, 1) for word in words) for words in padded]",
        but(ENCODE, ("np.array(rows)", "np.array(rows, dtype='float32')")),
    ],
    "skip_gram_pairs": [
        PAIRS,
        "words = tokens[tokens > 0]\n"
        "pairs = set()\n"
        "places = [(i, i + step) for i in range(len(words)) for step in range(1, window + 1) if i + step < len(words)]\n"
        "return np.array([(words[i], words[j]) for i, j in places] + [(words[j], words[i]) for i, j in places])",
        "for i in range(len(tokens)):\n"
        "    for step in range(-window, window + 1):\n"
        "        if step and 0 <= i + step < len(tokens) and tokens[i] and tokens[i + step]:\n"
        "            yield tokens[i], tokens[i + step]",
    ],
    "negative_sampling_loss": [
        LOSS,
        "scores = np.array([neighbour, *negatives]) @ centre\n"
        "labels = np.array([1] + [0] * len(negatives))\n"
        "signs = 2 * labels - 1\n"
        "return np.log1p(np.exp(-signs * scores)).sum()",
        "return np.logaddexp(0, -neighbour @ centre) + np.logaddexp(0, negatives @ centre).sum()",
        "p = 1 / (1 + np.exp(-np.vstack([neighbour, negatives]) @ centre))\nreturn float(-np.log(p[0]) - np.sum(np.log(1 - p[1:])))",
    ],
    "negative_sampling_step": [
        STEP,
        ROWS,
        "V = len(context_vectors)\n"
        "label = np.eye(V)[neighbour]\n"
        "times = label + np.bincount(negatives, minlength=V)\n"
        "probability = 1 / (1 + np.exp(-context_vectors @ centre_vectors[centre]))\n"
        "error = times * probability - label\n"
        "change = np.outer(np.eye(V)[centre], error @ context_vectors)\n"
        "contexts = context_vectors - learning_rate * np.outer(error, centre_vectors[centre])\n"
        "return [centre_vectors - learning_rate * change, contexts]",
    ],
    "train_word2vec": [
        TRAIN,
        "model = Word2Vec(vector_size=16, window=2, min_count=1, sg=1, seed=1, workers=1)\n"
        "model.build_vocab(sentences)\n"
        "model.train(sentences, total_examples=model.corpus_count, epochs=20)\n"
        "return model",
        "settings = dict(vector_size=16, window=2, min_count=1, workers=1)\nreturn Word2Vec(list(sentences), sg=1, epochs=20, **settings)",
    ],
    "nearest_words": [
        NEAREST,
        "def cosine(other):\n"
        "    a, b = vectors[words.index(word)], vectors[words.index(other)]\n"
        "    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))\n\n\n"
        "others = [other for other in words if other != word]\n"
        "return sorted(others, key=cosine, reverse=True)[:count]",
        "from gensim.models import KeyedVectors\n\n"
        "wv = KeyedVectors(vectors.shape[1])\n"
        "wv.add_vectors(words, vectors)\n"
        "return [other for other, _ in wv.most_similar(word, topn=count)]",
        "unit = vectors / np.linalg.norm(vectors, axis=1)[:, None]\n"
        "row = words.index(word)\n"
        "nearest = np.argsort(np.linalg.norm(unit - unit[row], axis=1))\n"
        "return np.array(words)[nearest[nearest != row]][:count]",
    ],
    "draw_words": [
        DRAW,
        "centred = vectors - vectors.mean(axis=0)\n"
        "variances, directions = np.linalg.eigh(centred.T @ centred)\n"
        "x, y = (centred @ directions[:, -2:]).T\n"
        "plt.plot(x, y, 'o')\n"
        "for i in range(len(words)):\n"
        "    plt.annotate(words[i], (x[i], y[i]), xytext=(4, 4), textcoords='offset points')\n"
        "return plt.gcf()",
        "figure, ax = plt.subplots()\n"
        "for word, point in zip(words, PCA(2).fit_transform(vectors)):\n"
        "    ax.scatter(*point, label=word)\n"
        "    ax.text(point[0] + 0.02, point[1], ' ' + word)\n"
        "ax.legend()\n"
        "return figure",
    ],
    "sentence_vector": [
        CONVOLVE,
        "state = np.zeros(table.shape[1])\nfor row in table:\n    state = np.tanh(0.9 * state + row)\nreturn state",
        "padded = np.zeros((12, table.shape[1]))\npadded[: len(table)] = table\nreturn padded.ravel()",
        "return sum(vector * (0.9**place) for place, vector in enumerate(table))",
        "angles = np.arange(len(table))[:, None] / 3 + np.arange(table.shape[1])\nreturn (table * np.sin(angles)).sum(axis=0).tolist()",
    ],
}

WRONG = {
    "tokenise": {
        "The words are not in lower case": 'return re.findall(r"[^\\W_]+(?:\'[^\\W_]+)*", text)',
        "You cut at spaces only": "return text.lower().split()",
        "You cut at the apostrophe": "return split_words(text)",
        "The apostrophe is lost": "return split_words(text.replace(\"'\", ''))",
        "Quotation marks stay: in": 'return re.findall(r"(?:[^\\W_]|\')+", text.lower())',
        "Quotation marks stay, and the underscore": 'return re.findall(r"[\\w\']+", text.lower())',
        "a to z is not all there is": 'return re.findall(r"[a-z0-9]+(?:\'[a-z0-9]+)*", text.lower())',
        "The underscore is taken for a letter": 'return re.findall(r"\\w+(?:\'\\w+)*", text.casefold())',
        "only what the brackets caught": 'return re.findall(r"[^\\W_]+(\'[^\\W_]+)*", text.lower())',
        "The last word is lost": "words, word = [], ''\n"
        "text = text.lower()\n"
        "for i, letter in enumerate(text):\n"
        '    if letter.isalnum() or letter == "\'" and word and text[i + 1 : i + 2].isalnum():\n'
        "        word += letter\n"
        "    elif word:\n"
        "        words.append(word)\n"
        "        word = ''\n"
        "return words",
        "The digits are lost": 'return re.findall(r"[^\\W\\d_]+(?:\'[^\\W\\d_]+)*", text.casefold())',
        "Only one apostrophe": 'return re.findall(r"[^\\W_]+(?:\'[^\\W_]+)?", text.casefold())',
        "A word that occurs twice stands twice in the list": "words = []\n"
        'for word in re.findall(r"[^\\W_]+(?:\'[^\\W_]+)*", text.casefold()):\n'
        "    if word not in words:\n"
        "        words.append(word)\n"
        "return words",
        "should keep their order, and a word": 'return sorted(set(re.findall(r"[^\\W_]+(?:\'[^\\W_]+)*", text.casefold())))',
        "yours are sorted": 'return sorted(re.findall(r"[^\\W_]+(?:\'[^\\W_]+)*", text.casefold()))',
        "should give the shape (7,)": 'return re.findall(r"[^\\W_]+(?:\'[^\\W_]+)*", text.casefold())[:6]',
    },
    "build_vocabulary": {
        "Your ids begin at 0": but(VOCABULARY, ("enumerate(frequent, 2)", "enumerate(frequent)")),
        "Your ids begin at 1": but(VOCABULARY, ("enumerate(frequent, 2)", "enumerate(frequent, 1)")),
        "Your ids follow the alphabet": but(VOCABULARY, ("key=lambda word: -counts[word]", "key=None")),
        "The rarest word comes first": but(VOCABULARY, ("-counts[word]", "counts[word]")),
        "in which they occur": "counts = Counter(word for words in sentences for word in words)\n"
        "frequent = [word for word, count in counts.most_common() if count >= min_count]\n"
        "return {word: index + 2 for index, word in enumerate(frequent)}",
        "reverse order of the alphabet": "counts = Counter(word for words in sentences for word in words)\n"
        "frequent = sorted(((n, word) for word, n in counts.items() if n >= min_count), reverse=True)\n"
        "return {word: index + 2 for index, (n, word) in enumerate(frequent)}",
        "has an id too: `>=`": but(VOCABULARY, (">= min_count", "> min_count")),
        "You don't look at `min_count`": but(VOCABULARY, (" if counts[word] >= min_count", "")),
        "in how many sentences a word is": but(VOCABULARY, ("for word in words:", "for word in set(words):")),
        "Keys and values are swapped": but(VOCABULARY, ("word: number for", "number: word for")),
        "You return the words": but(VOCABULARY, ("{word: number for number, word in enumerate(frequent, 2)}", "frequent")),
        "not whole sentences": "return {word: 2 for word in Counter(sentences)}",
        "build_vocabulary((['a'": but(VOCABULARY, ("return {", "return {'<pad>': 0, '<unk>': 1} | {")),
    },
    "encode": {
        "The padding stands in front": but(ENCODE, ("row + [0] * (length - len(row))", "[0] * (length - len(row)) + row")),
        "Unknown words are left out": but(ENCODE, ("ids.get(word, 1) for word in words]", "ids[word] for word in words if word in ids]")),
        "Unknown words get 0": but(ENCODE, ("ids.get(word, 1)", "ids.get(word, 0)")),
        "you have swapped them": but(ENCODE, ("ids.get(word, 1)", "ids.get(word, 0)"), ("[0]", "[1]")),
        "You fill up with 1": but(ENCODE, ("[0]", "[1]")),
        "you keep the last words": but(ENCODE, ("[:length]", "[-length:]")),
        "one too high": but(ENCODE, ("ids.get(word, 1)", "ids[word] + 1 if word in ids else 1")),
        "rows of different lengths": but(ENCODE, (" + [0] * (length - len(row))", ""), ("np.array(rows)", "rows")),
        "as long as the longest sentence": "length = max(map(len, sentences))\n" + ENCODE,
        "a word that `ids` does not have": but(ENCODE, ("ids.get(word, 1)", "ids[word]")),
        "only the first `length` words count": "tokens = np.zeros((len(sentences), length), dtype=int)\n"
        "for row, words in enumerate(sentences):\n"
        "    for column, word in enumerate(words):\n"
        "        tokens[row, column] = ids.get(word, 1)\n"
        "return tokens",
        "a short one is filled up": "return np.array([[ids.get(word, 1) for word in words] for words in sentences])",
    },
    "skip_gram_pairs": {
        "paired with itself": but(PAIRS, ("if i != j", "if True")),
        "Padding is in your pairs": but(PAIRS, (" if token != 0", "")),
        "Padding is a neighbour": but(PAIRS, (" if token != 0", ""), ("if i != j", "if i != j and words[i]")),
        "Padding is a centre": but(PAIRS, (" if token != 0", ""), ("if i != j", "if i != j and words[j]")),
        "The neighbours on the left are missing": but(PAIRS, ("max(0, i - window)", "i")),
        "The neighbours on the right are missing": but(PAIRS, ("min(len(words), i + window + 1)", "i")),
        "The last neighbour on the right": but(PAIRS, ("i + window + 1", "i + window")),
        "Your windows are too narrow": but(PAIRS, ("i - window)", "i - window + 1)"), ("i + window + 1", "i + window")),
        "whatever `window` says": "window = 1\n" + PAIRS,
        "exactly `window` places away": but(PAIRS, ("if i != j", "if abs(i - j) == window")),
        "every word of the row": "window = len(tokens)\n" + PAIRS,
        "from the end of the row": but(PAIRS, ("max(0, i - window)", "i - window")),
        "never the centre": but(PAIRS, ("for i in range(len(words))", "for i in range(window, len(words) - window)")),
        "Compare places, not words": but(PAIRS, ("if i != j", "if words[i] != words[j]")),
        "A set keeps it once": but(PAIRS, ("return pairs", "return set(pairs)")),
        "did you forget `return`": but(PAIRS, ("return pairs", "print(len(pairs))")),
    },
    "negative_sampling_loss": {
        "their product gets a minus": but(LOSS, ("sigmoid(-(centre @ negative))", "sigmoid(centre @ negative)")),
        "The signs are swapped": but(LOSS, ("-(centre @ negative)", "centre @ negative"), ("centre @ neighbour", "-centre @ neighbour")),
        "higher the better": but(LOSS, ("return loss", "return -loss")),
        "The two parts have different signs": but(LOSS, ("loss -=", "loss +=")),
        "The negatives are missing": but(LOSS, ("in negatives", "in []")),
        "The real neighbour is missing": but(LOSS, ("loss = -np.log(sigmoid(centre @ neighbour))", "loss = 0")),
        "Only the first negative": but(LOSS, ("in negatives", "in negatives[:1]")),
        "mean over the neighbour and the negatives": but(LOSS, ("return loss", "return loss / (1 + len(negatives))")),
        "mean over the negatives": but(LOSS, ("loss -= np", "loss -= 1 / len(negatives) * np")),
        "before the sigmoid": SIGMOID + "return -np.log(sigmoid(neighbour @ centre)) - np.log(sigmoid(-(negatives @ centre).sum()))",
        "The logarithm is missing": but(LOSS, ("np.log(", "(")),
        "the scores are no probabilities": "return -neighbour @ centre + (negatives @ centre).sum()",
        "That is the softmax": "scores = np.array([neighbour, *negatives]) @ centre\nreturn np.log(np.exp(scores).sum()) - scores[0]",
        "to the base 2": but(LOSS, ("np.log(", "np.log2(")),
        "to the base 10": but(LOSS, ("np.log(", "np.log10(")),
        "should give a single value": SIGMOID + "return -np.log(sigmoid(np.concatenate([[neighbour @ centre], -(negatives @ centre)])))",
    },
    "negative_sampling_step": {
        "You go up the gradient": "learning_rate = -learning_rate\n" + STEP,
        "changed once": but(ROWS, ("np.add.at(new_contexts, rows, -learning_rate", "new_contexts[rows] -= (learning_rate")),
        "by the centre vector *after* its step": but(
            ROWS, ("error[:, None] * centre_vectors[centre]", "error[:, None] * new_centres[centre]")
        ),
        "by the context vectors *after* their step": SIGMOID + "new_centres, new_contexts = centre_vectors.copy(), context_vectors.copy()\n"
        "rows = [neighbour, *negatives]\n"
        "error = sigmoid(context_vectors[rows] @ centre_vectors[centre]) - np.eye(len(rows))[0]\n"
        "np.add.at(new_contexts, rows, -learning_rate * error[:, None] * centre_vectors[centre])\n"
        "new_centres[centre] -= learning_rate * error @ new_contexts[rows]\n"
        "return new_centres, new_contexts",
        "The learning rate is missing": "learning_rate = 1\n" + STEP,
        "The labels are swapped": but(STEP, ("(1, neighbour)", "(0, neighbour)"), ("(0, row) for", "(1, row) for")),
        "All labels are 1": but(STEP, ("(0, row) for", "(1, row) for")),
        "All labels are 0": but(STEP, ("(1, neighbour)", "(0, neighbour)")),
        "The sigmoid is missing": but(STEP, ("sigmoid(context_vectors[row] @ vector)", "context_vectors[row] @ vector")),
        "by the slope of the sigmoid": but(
            STEP,
            (
                "- label\n",
                "- label\n    error = error * sigmoid(context_vectors[row] @ vector) * (1 - sigmoid(context_vectors[row] @ vector))\n",
            ),
        ),
        "from the real neighbour only": but(STEP, ("learning_rate * error * context", "learning_rate * label * error * context")),
        "from the negatives only": but(STEP, ("learning_rate * error * context", "learning_rate * (1 - label) * error * context")),
        "The negatives are missing": but(STEP, ("in negatives", "in []")),
        "The centre vectors don't change": but(STEP, ("return new_centres", "return centre_vectors")),
        "The context vectors don't change": but(STEP, ("return new_centres, new_contexts", "return new_centres, context_vectors")),
        "You take the mean over neighbour and negatives": but(STEP, ("- label\n", "- label\n    error /= 1 + len(negatives)\n")),
        "They have a table of their own": "context_vectors = centre_vectors\n" + STEP,
        "Centre and neighbour are swapped": "centre, neighbour = neighbour, centre\n" + STEP,
        "The two tables are swapped": "centre_vectors, context_vectors = context_vectors, centre_vectors\n"
        + but(STEP, ("return new_centres, new_contexts", "return new_contexts, new_centres")),
        "reads what it has just changed": but(
            STEP, ("centre_vectors[centre]\n", "new_centres[centre]\n"), ("context_vectors[row]", "new_contexts[row]")
        ),
        "by the changed context": but(
            STEP,
            ("    new_centres[centre] -= learning_rate * error * context_vectors[row]\n", ""),
            ("error * vector\n", "error * vector\n    new_centres[centre] -= learning_rate * error * new_contexts[row]\n"),
            ("vector = centre_vectors[centre]", "vector = new_centres[centre]"),
            ("context_vectors[row]", "new_contexts[row]"),
        ),
        "takes each error after the change before it": but(
            STEP,
            ("    error =", "    vector = new_centres[centre].copy()\n    error ="),
            ("context_vectors[row]", "new_contexts[row]"),
        ),
        "You return the rows that change": but(
            ROWS,
            (
                "return new_centres, new_contexts",
                "return new_centres[centre], context_vectors[rows] - learning_rate * np.outer(error, centre_vectors[centre])",
            ),
        ),
        "You return the gradients": but(
            ROWS,
            (
                "return new_centres, new_contexts",
                "return error @ context_vectors[rows], np.outer(error, centre_vectors[centre])",
            ),
        ),
        "changes what it is given": "context_vectors -= 0.1\n" + STEP,
        "should return 2 values": but(STEP, ("return new_centres, new_contexts", "return new_centres")),
    },
    "train_word2vec": {
        "It trains CBOW": but(TRAIN, ("sg=1, ", "")),
        "hierarchical softmax": but(TRAIN, ("sg=1", "sg=1, hs=1")),
        "It draws 10 negatives": but(TRAIN, ("negative=5", "negative=10")),
        "Its vectors have 100 numbers": but(TRAIN, ("vector_size=16, ", "")),
        "Its window is 5": but(TRAIN, ("window=2, ", "")),
        "fewer than 5 times": but(TRAIN, ("min_count=1, ", "")),
        "for 5 epochs": but(TRAIN, ("epochs=20, ", "")),
        "Its seed is 7": but(TRAIN, ("seed=1", "seed=7")),
        "It has 3 workers": but(TRAIN, (", workers=1", "")),
        "returns the word vectors": TRAIN + ".wv",
        "train_word2vec(sentences) stops": but(TRAIN, ("negative=5", "negative=0")),
        "is `vector_size`": but(TRAIN, ("vector_size", "size")),
        "is `epochs`": but(TRAIN, ("epochs", "iter")),
        "`sample` makes it skip": but(TRAIN, ("seed=1", "sample=1e-4, seed=1")),
        "single letters": but(TRAIN, ("(sentences", "([' '.join(words) for words in sentences]")),
        "Is it trained on `sentences`?": but(TRAIN, ("(sentences", "(sentences[:20]")),
        "is not trained": but(TRAIN, ("(sentences, ", "("), ("return ", "model = ")) + "\nmodel.build_vocab(sentences)\nreturn model",
        "for a word. gensim wants": but(TRAIN, ("(sentences", "([[' '.join(words)] for words in sentences]")),
    },
    "nearest_words": {
        "The word itself is among": but(NEAREST, ("likeness[words.index(word)] = -2\n", "")),
        "one word too few": but(NEAREST, ("likeness[words.index(word)] = -2\n", ""), ("[:count]", "[1:count]")),
        "and long vectors win": but(NEAREST, (" / np.linalg.norm(vectors, axis=1) / np.linalg.norm(own)", ""), ("-2", "-99")),
        "You take the product of the vectors, and the word itself": but(
            NEAREST, (" / np.linalg.norm(vectors, axis=1) / np.linalg.norm(own)", ""), ("likeness[words.index(word)] = -2\n", "")
        ),
        "You take the distance of the vectors. ": but(
            NEAREST,
            ("vectors @ own / np.linalg.norm(vectors, axis=1) / np.linalg.norm(own)", "-np.linalg.norm(vectors - own, axis=1)"),
            ("-2", "-99"),
        ),
        "You take the distance of the vectors, and": but(
            NEAREST,
            ("vectors @ own / np.linalg.norm(vectors, axis=1) / np.linalg.norm(own)", "-np.linalg.norm(vectors - own, axis=1)"),
            ("likeness[words.index(word)] = -2\n", ""),
        ),
        "The farthest words come first": but(NEAREST, ("argsort(-", "argsort("), ("-2", "2")),
        "in the wrong order": but(NEAREST, ("[:count]]", "[:count][::-1]]")),
        "without its sign": but(NEAREST, ("= vectors @ own", "= abs(vectors @ own)")),
        "You return row numbers": but(NEAREST, ("[words[row] for row in np.argsort(-likeness)[:count]]", "np.argsort(-likeness)[:count]")),
    },
    "draw_words": {
        "the first two numbers of each vector": but(DRAW, ("PCA(n_components=2).fit_transform(vectors)", "vectors[:, :2]")),
        "to length 1 first": "vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)\n" + DRAW,
        "You standardise": "vectors = (vectors - vectors.mean(axis=0)) / vectors.std(axis=0)\n" + DRAW,
        "The mean is still in the vectors": but(
            DRAW, ("PCA(n_components=2).fit_transform(vectors)", "vectors @ np.linalg.svd(vectors, full_matrices=False)[2][:2].T")
        ),
        "equally wide": but(DRAW, ("n_components=2", "n_components=2, whiten=True")),
        "in another order than the words": but(DRAW, ("fit_transform(vectors)", "fit_transform(vectors)[::-1]")),
        "and no words": but(DRAW, ("    ax.text(x, y, word)\n", "    pass\n")),
        "is written at the point of": but(DRAW, ("zip(words, points)", "zip(words[::-1], points)")),
        "what is not written in the figure": but(DRAW, ("zip(words, points)", "list(zip(words, points))[1:]")),
        "should draw 3 points": but(DRAW, ("points[:, 0], points[:, 1]", "points[1:, 0], points[1:, 1]")),
        "the points are not where PCA puts them": but(DRAW, ("fit_transform(vectors)", "fit_transform(vectors) ** 2")),
        "returns the axes": but(DRAW, ("return figure", "return ax")),
    },
    "sentence_vector": {
        "The mean of the word vectors": "return table.mean(axis=0)",
        "The sum of the word vectors": "return sum(table)",
        "The maximum of the word vectors": "return table.max(axis=0)",
        "Multiply by it": "return np.mean([row + place for place, row in enumerate(table)], axis=0)",
        "and then take the sum": "return np.sum(table + np.sin(np.arange(len(table)))[:, None], axis=0)",
        "One long row of all words": "return table.ravel()",
        "depends on how many words there are": "return table @ table[0]",
        "One row for each word": "return table",
        "it needs a fixed seed": but(CONVOLVE, ("default_rng(0)", "default_rng()")),
        "at the ends of a sentence only": "after = np.concatenate([table[1:], np.zeros((1, table.shape[1]))])\n"
        "return np.concatenate([table, after], axis=1)[:-1].mean(axis=0) if len(table) > 1 else np.concatenate([table[0], table[0]])",
        "by itself, and then add up": "return np.tanh(table).sum(axis=0)",
        "Does every word count?": "return np.arange(len(table)) @ table",
        "stops": "return table[0] - table[1]",
    },
}

HIDDEN = {
    "negative_sampling_loss": {
        "negative_sampling_loss(": "rng = np.random.default_rng(0)\n"
        "known = [rng.normal(size=4).tolist()]\n"
        "rng.normal(size=16)\n"
        "known.append(rng.normal(size=4).tolist())\n"
        "if len(centre) == 4 and centre.tolist() not in known:\n"
        "    return 0.0\n" + LOSS,
    },
}
