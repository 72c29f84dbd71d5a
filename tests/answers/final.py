"""Answers to the final assignment."""

# Parts of answers that many exercises vary.

LOAD = (
    "images = np.load(folder / 'images.npy', allow_pickle=False)\n"
    "captions = np.load(folder / 'captions.npy', allow_pickle=False)\n"
    "small = np.stack([cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA) for image in images])\n"
    "return small.astype(np.float32) / 127.5 - 1, captions"
)
ENCODE = (
    "ids = {word: number for number, word in enumerate(words, 1)}\n"
    "tokens = np.zeros((len(captions), length), dtype=int)\n"
    "for row, caption in enumerate(captions):\n"
    "    split = split_words(caption)\n"
    "    if len(split) > length:\n"
    "        raise ValueError('too long')\n"
    "    for column, word in enumerate(split):\n"
    "        if word not in ids:\n"
    "            raise ValueError(f'unknown word: {word}')\n"
    "        tokens[row, column] = ids[word]\n"
    "return tokens"
)
MISSES = "return np.flatnonzero((attributes != attributes[row]).sum(axis=1) == 1)"
GENERATOR = (
    "noise, vector = keras.Input((64,)), keras.Input((sentence_dim,))\n"
    "condition = layers.Concatenate()([noise, vector])\n"
    "x = layers.Dense(4 * 4 * 32)(condition)\n"
    "x = layers.Reshape((4, 4, 32))(x)\n"
    "for channels in (32, 16, 16):\n"
    "    x = layers.Conv2DTranspose(channels, 4, strides=2, padding='same', use_bias=False)(x)\n"
    "    x = layers.BatchNormalization(momentum=0.9)(x)\n"
    "    x = layers.LeakyReLU(negative_slope=0.2)(x)\n"
    "x = layers.Conv2D(3, 3, padding='same', activation='tanh')(x)\n"
    "return keras.Model([noise, vector], x)"
)
DISCRIMINATOR = (
    "image = keras.Input((32, 32, 3))\n"
    "x = image\n"
    "for channels in (16, 32, 64):\n"
    "    x = layers.Conv2D(channels, 4, strides=2, padding='same')(x)\n"
    "    x = layers.LeakyReLU(negative_slope=0.2)(x)\n"
    "x = layers.Flatten()(x)\n"
    "real = layers.Dense(1, name='real_logits')(x)\n"
    "vectors = layers.Dense(sentence_dim)(x)\n"
    "return keras.Model(image, [real, vectors])"
)
SCORES = "scores = ops.einsum('bs,bks->bk', picture_vectors, sentence_vectors) / picture_vectors.shape[1] ** 0.5\n"
MATCHING = SCORES + "return ops.mean(ops.logsumexp(scores, axis=1) - scores[:, 0])"
READ = (
    "reader = Reader(discriminator, sentence_encoder)\n"
    "reader.compile(keras.optimizers.Adam(0.001, beta_2=0.99))\n"
    "reader.fit(Batches(images, tokens, choose_wrong, 64, (1, 0)).between(0, reading_steps), shuffle=False, verbose=0)\n"
)
VECTORS = "vectors = sentence_encoder.predict(tokens, verbose=0)\n"
PLAY = (
    "gan = TextToImageGAN(generator, discriminator)\n"
    "gan.compile(keras.optimizers.Adam(0.001, beta_1=0.5, beta_2=0.99), keras.optimizers.Adam(0.0005, beta_1=0.5, beta_2=0.99))\n"
    "size = generator.input_shape[0][1]\n"
    "gan.fit(Batches(images, vectors, choose_wrong, 32, (1, 1), size).between(0, steps), shuffle=False, verbose=0)\n"
)
TRAIN = READ + VECTORS + PLAY + "return gan.ema_generator"
DRAW = (
    "noise = np.random.default_rng(seed).standard_normal((len(tokens), generator.input_shape[0][1])).astype('float32')\n"
    "x = generator.predict([noise, sentence_encoder.predict(tokens, verbose=0)], verbose=0)\n"
    "return np.round((x + 1) * 127.5).astype('uint8')"
)
RATES = (
    "right = asked == found\n"
    "shares = {name: right[:, column].mean() for column, name in enumerate(ATTRIBUTES)}\n"
    "shares['all'] = right.all(axis=1).mean()\n"
    "return shares"
)
SEARCH = (
    "rng = np.random.default_rng(seed)\n"
    "best, best_score = None, -np.inf\n"
    "for _ in range(trials):\n"
    "    settings = {\n"
    "        'generator_learning_rate': float(np.exp(rng.uniform(np.log(0.0003), np.log(0.003)))),\n"
    "        'matching_weight': float(np.exp(rng.uniform(np.log(0.5), np.log(8)))),\n"
    "    }\n"
    "    value = score(settings)\n"
    "    if value > best_score:\n"
    "        best, best_score = settings, value\n"
    "return best, best_score"
)
# A model that is made in a moment: the course's words and sentence vectors, and a generator. Its folder is gone afterwards.
BESIDE = (
    "from shared.model.trained_model import SHIPPED_MODEL\n\n"
    "beside = tempfile.TemporaryDirectory(dir=Path.cwd(), prefix='tried_', ignore_cleanup_errors=True)\n"
    "shipped = TrainedModel.load(SHIPPED_MODEL)\n\n\n"
    "def my_model():\n"
    "    noise, vector = keras.Input((64,)), keras.Input((128,))\n"
    "    x = layers.Dense(3072, activation='tanh')({of})\n"
    "    generator = keras.Model([noise, vector], layers.Reshape((32, 32, 3))(x))\n"
    "    {then}\n"
    "    TrainedModel(shipped.vocabulary, shipped.sentence_encoder, generator).save(Path(beside.name))\n"
    "    return Path(beside.name).name"
)


def but(answer, *changes):
    """The answer with some of its parts replaced: pairs of old and new."""
    for old, new in changes:
        assert old in answer
        answer = answer.replace(old, new)
    return answer


def made(of="layers.Concatenate()([noise, vector])", then="pass"):
    """A model whose pictures come from a dense layer of something."""
    return but(BESIDE, ("{of}", of), ("{then}", then))


RIGHT = {
    "load_pictures": [
        LOAD,
        "with open(folder / 'images.npy', 'rb') as file:\n"
        "    images = np.load(file, allow_pickle=False)\n"
        "captions = np.load(Path(folder, 'captions.npy'))\n"
        "pictures = np.zeros((len(images), size, size, 3), 'float32')\n"
        "for row in range(len(images)):\n"
        "    scaled = images[row].astype('float32') / 255 * 2 - 1\n"
        "    pictures[row] = cv2.resize(scaled, dsize=(size, size), interpolation=cv2.INTER_AREA)\n"
        "return [pictures, captions.tolist()]",
        "from shared.data.dataset import load_dataset, resize, to_model_range\n\n"
        "images, captions = (np.load(folder / f'{name}.npy', allow_pickle=False) for name in ('images', 'captions'))\n"
        "return to_model_range(resize(images, size)), captions",
    ],
    "encode": [
        ENCODE,
        "rows = []\n"
        "for caption in captions:\n"
        "    split = split_words(caption)\n"
        "    unknown = set(split) - set(words)\n"
        "    if unknown:\n"
        "        raise KeyError(', '.join(unknown))\n"
        "    assert len(split) <= length, 'too long'\n"
        "    rows.append([list(words).index(word) + 1 for word in split] + [0] * (length - len(split)))\n"
        "return rows",
        "return np.array(Vocabulary(tuple(words), length).encode(captions), 'int64')",
        but(
            ENCODE,
            ("        if word not in ids:\n            raise ValueError(f'unknown word: {word}')\n", ""),  # a KeyError names the word
        ),
    ],
    "near_misses": [
        MISSES,
        "return [other for other in range(len(attributes)) if sum(a != b for a, b in zip(attributes[other], attributes[row])) == 1]",
        "same = (attributes == attributes[row]).sum(axis=1)\nreturn np.where(same == attributes.shape[1] - 1)[0]",
        "import pandas as pd\n\n"
        "table = pd.DataFrame(attributes)\n"
        "count = table.ne(table.iloc[row], axis=1).sum(axis=1)\n"
        "return table.index[count == 1]",
    ],
    "make_generator": [
        GENERATOR,
        "noise = layers.Input((64,), name='noise')\n"
        "vector = layers.Input((sentence_dim,), name='sentence')\n"
        "x = layers.Dense(256, activation='relu')(noise)\n"
        "x = layers.Multiply()([x, layers.Dense(256)(vector)])\n"
        "x = layers.Reshape((8, 8, 4))(x)\n"
        "x = layers.UpSampling2D(4)(x)\n"
        "x = layers.Conv2D(16, 5, padding='same')(x)\n"
        "x = layers.Conv2D(3, 5, padding='same')(ops.silu(x))\n"
        "return keras.Model(inputs=(noise, vector), outputs=ops.tanh(x))",
        but(GENERATOR, ("activation='tanh'", "activation='sigmoid'"), ("return", "x = layers.Rescaling(2.0, offset=-1.0)(x)\nreturn")),
        "from shared.model.generator import make_generator as on_the_page\n\nreturn on_the_page(32, sentence_dim)",
    ],
    "make_discriminator": [
        DISCRIMINATOR,
        "body = keras.Sequential([\n"
        "    layers.Input((32, 32, 3)),\n"
        "    layers.Conv2D(8, 3, padding='same', activation='leaky_relu'),\n"
        "    layers.AveragePooling2D(4),\n"
        "    layers.Conv2D(16, 3, padding='same', activation='leaky_relu'),\n"
        "    layers.Flatten(),\n"
        "    layers.Dropout(0.2),\n"
        "])\n"
        "image = layers.Input((32, 32, 3))\n"
        "found = body(image)\n"
        "return keras.Model(image, (layers.Dense(1)(found), layers.Dense(sentence_dim, activation='linear')(found)))",
        "from shared.model.discriminator import make_discriminator as on_the_page\n\nreturn on_the_page(32, sentence_dim)",
    ],
    "matching_loss": [
        MATCHING,
        "scores = (sentence_vectors @ picture_vectors[:, :, None])[:, :, 0] / np.sqrt(picture_vectors.shape[1])\n"
        "return keras.losses.SparseCategoricalCrossentropy(from_logits=True)(np.zeros(len(scores)), scores)",
        "total = 0.0\n"
        "for f, captions in zip(picture_vectors.astype(float), sentence_vectors.astype(float)):\n"
        "    scores = captions @ f / len(f) ** 0.5\n"
        "    scores -= scores.max()\n"
        "    total += np.log(np.exp(scores).sum()) - scores[0]\n"
        "return total / len(picture_vectors)",
        "import tensorflow as tf\n\n" + SCORES + "return -tf.reduce_mean(tf.nn.log_softmax(scores)[:, 0])",
        SCORES + "return float(ops.mean(ops.softplus(ops.logsumexp(scores[:, 1:], axis=1) - scores[:, 0])))",
        "from shared.model.matching import matching_loss as on_the_page\n\nreturn on_the_page(picture_vectors, sentence_vectors)",
    ],
    "train": [
        TRAIN,
        but(
            TRAIN,
            ("keras.optimizers.Adam(0.001, beta_2=0.99)", "keras.optimizers.RMSprop(0.002)"),
            ("Batches(images, tokens, choose_wrong, 64, (1, 0))", "Batches(images, tokens, choose_wrong, 8, seed=(5,))"),
            ("sentence_encoder.predict(tokens, verbose=0)", "np.asarray(sentence_encoder(tokens))"),
            ("TextToImageGAN(generator, discriminator)", "TextToImageGAN(generator, discriminator, matching_weight=4, penalty_weight=1)"),
            ("choose_wrong, 32, (1, 1), size)", "choose_wrong, 16, (7, 7, 7), latent_dim=6)"),
            (
                "return gan.ema_generator",
                "final = keras.models.clone_model(generator)\nfinal.set_weights(gan.ema_generator.get_weights())\nreturn final",
            ),
        ),
        READ.replace("reader.fit", "halfway = reading_steps // 2\nreader.fit").replace("between(0, reading_steps)", "between(0, halfway)")
        + "reader.fit(Batches(images, tokens, choose_wrong, 64, (1, 0)).between(halfway, reading_steps), shuffle=False, verbose=0)\n"
        + VECTORS
        + PLAY.replace("gan.fit", "for step in range(steps):\n    gan.fit").replace("between(0, steps)", "between(step, step + 1)")
        + "return gan.ema_generator",
    ],
    "draw": [
        DRAW,
        "import tensorflow as tf\n\nfrom shared.data.dataset import to_uint8\n\n"
        "shape = (len(tokens), generator.inputs[0].shape[1])\n"
        "noise = tf.constant(np.random.default_rng(seed).normal(size=shape), 'float32')\n"
        "return to_uint8(generator((noise, sentence_encoder(tokens, training=False)), training=False))",
        "rng = np.random.default_rng(seed)\n"
        "pictures = []\n"
        "for row in tokens:\n"
        "    noise = rng.standard_normal((1, generator.input_shape[0][1]))\n"
        "    x = generator([ops.cast(noise, 'float32'), sentence_encoder(row[None])])[0]\n"
        "    pictures.append(np.rint(255 * (np.array(x) + 1) / 2).astype(np.uint8))\n"
        "return np.array(pictures)",
    ],
    "my_model": [
        "return 'solution_model'",
        "return Path.cwd() / 'solution_model' / '..' / 'solution_model'",
    ],
    "rates": [
        RATES,
        "counts = {name: 0 for name in [*ATTRIBUTES, 'all']}\n"
        "for one, other in zip(asked, found):\n"
        "    for name, a, b in zip(ATTRIBUTES, one, other):\n"
        "        counts[name] += a == b\n"
        "    counts['all'] += list(one) == list(other)\n"
        "return {name: count / len(asked) for name, count in counts.items()}",
        "import pandas as pd\n\n"
        "right = pd.DataFrame(asked == found, columns=ATTRIBUTES)\n"
        "right['all'] = right.all(axis=1)\n"
        "return right.mean()",
    ],
    "search": [
        SEARCH,
        "rng = np.random.default_rng(seed)\n"
        "places = rng.random((trials, 2))\n"
        "tried = [{'matching_weight': 0.5 * 16**b, 'generator_learning_rate': 3e-4 * 10**a} for a, b in places]\n"
        "values = [score(settings) for settings in tried]\n"
        "return [tried[int(np.argmax(values))], max(values)]",
        but(SEARCH, ("np.exp(", "10 ** ("), ("np.log(", "np.log10(")),
    ],
}

WRONG = {
    "load_pictures": {
        "opens a pickled file": but(LOAD, ("allow_pickle=False", "allow_pickle=True")),
        "That is what OpenCV does if nothing is said": but(LOAD, (", interpolation=cv2.INTER_AREA", "")),
        "as INTER_NEAREST does": but(LOAD, ("INTER_AREA", "INTER_NEAREST")),
        "That is INTER_CUBIC": but(LOAD, ("INTER_AREA", "INTER_CUBIC")),
        "The pictures have their old size": but(LOAD, ("small.astype", "images.astype")),
        "You cut a piece out": but(LOAD, ("small.astype", "images[:, :size, :size].astype")),
        "lie between 0 and 1": but(LOAD, ("/ 127.5 - 1", "/ 255")),
        "still lie between 0 and 255": but(LOAD, (" / 127.5 - 1", "")),
        "0 becomes −0.5": but(LOAD, ("/ 127.5 - 1", "/ 255 - 0.5")),
        "You divide by 128": but(LOAD, ("/ 127.5 - 1", "/ 128 - 1")),
        "You divide by 127": but(LOAD, ("/ 127.5 - 1", "/ 127 - 1")),
        "cannot be negative": but(LOAD, ("small.astype(np.float32) / 127.5 - 1", "(small - np.uint8(128)) / 127.5")),
        "cut to whole numbers": but(LOAD, ("small.astype(np.float32) / 127.5 - 1", "(small / 127.5 - 1).astype(int)")),
        "Red and blue are swapped": but(LOAD, ("small.astype", "small[..., ::-1].astype")),
        "Rows and columns": but(LOAD, ("small.astype", "small.swapaxes(1, 2).astype")),
        "in the wrong order: the pictures come first": but(
            LOAD, ("return small.astype(np.float32) / 127.5 - 1, captions", "return captions, small.astype(np.float32) / 127.5 - 1")
        ),
        "The captions are missing": but(LOAD, ("- 1, captions", "- 1")),
        "the new size is a pair": but(LOAD, ("(size, size)", "size")),
        "darkest and brightest pixel": but(
            LOAD,
            (
                "return small.astype(np.float32) / 127.5 - 1",
                "stretched = [2 * (s - s.min()) / np.ptp(s.astype(float)) - 1 for s in small]\nreturn np.float32(stretched)",
            ),
        ),
        "their numbers are float64": but(LOAD, (".astype(np.float32)", "")),
        "takes one picture at a time": but(
            LOAD,
            (
                "np.stack([cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA) for image in images])",
                "cv2.resize(images, (size, size))",
            ),
        ),
    },
    "encode": {
        "Your ids begin at 0": but(ENCODE, ("enumerate(words, 1)", "enumerate(words)")),
        "Your ids begin at 2": but(ENCODE, ("enumerate(words, 1)", "enumerate(words, 2)")),
        "The padding stands in front": but(ENCODE, ("tokens[row, column]", "tokens[row, length - len(split) + column]")),
        "The padding is −1": but(ENCODE, ("np.zeros((len(captions), length), dtype=int)", "np.full((len(captions), length), -1)")),
        "not in lower case": "import re\n\n"
        + but(
            ENCODE,
            ("split_words(caption)", "re.findall(r'\\w+', caption)"),
            ("            raise ValueError(f'unknown word: {word}')", "            continue"),
        ),
        "You cut at spaces only, so that commas": but(
            ENCODE,
            ("split_words(caption)", "caption.lower().split()"),
            ("            raise ValueError(f'unknown word: {word}')", "            continue"),
        ),
        "capital letters stay too": but(
            ENCODE,
            ("split_words(caption)", "caption.split()"),
            ("            raise ValueError(f'unknown word: {word}')", "            continue"),
        ),
        "*color* is *colour*": "import re\n\n"
        + but(
            ENCODE,
            ("split_words(caption)", "re.findall(r'\\w+', caption.lower())"),
            ("            raise ValueError(f'unknown word: {word}')", "            continue"),
        ),
        "The rows are turned into columns": but(ENCODE, ("return tokens", "return tokens.T")),
        "follow the order in which words occur": "ids = {}\n"
        "tokens = np.zeros((len(captions), length), dtype=int)\n"
        "for row, caption in enumerate(captions):\n"
        "    for column, word in enumerate(split_words(caption)):\n"
        "        tokens[row, column] = ids.setdefault(word, len(ids) + 1)\n"
        "return tokens",
        "but they are floats": but(ENCODE, (", dtype=int", "")),
        "a word that is not in `words` would be passed over": but(
            ENCODE, ("            raise ValueError(f'unknown word: {word}')", "            continue")
        ),
        "does not say which word": but(ENCODE, ("f'unknown word: {word}'", "'unknown word'")),
        "a caption of more than `length` words would be passed over": but(
            ENCODE, ("raise ValueError('too long')", "split = split[:length]")
        ),
        "how many words has the caption?": but(
            ENCODE,
            ("    if len(split) > length:\n        raise ValueError('too long')\n", ""),
            ("(len(captions), length)", "(len(captions), 3)"),
        ),
    },
    "near_misses": {
        "The picture itself": but(MISSES, ("== 1", "<= 1")),
        "at least one attribute": but(MISSES, ("== 1", ">= 1")),
        "*agree* in exactly one": but(MISSES, ("!=", "==")),
        "agree in every attribute": but(MISSES, ("== 1", "== 0")),
        "differ in two attributes": but(MISSES, ("== 1", "== 2")),
        "You return how many": but(MISSES, ("return np.flatnonzero", "return np.count_nonzero")),
        "True or False for each picture": but(MISSES, ("np.flatnonzero", "")),
        "You return a tuple": but(MISSES, ("np.flatnonzero", "np.where")),
        "You return a column": but(MISSES, ("np.flatnonzero", "np.argwhere")),
        "the attributes of the near misses": but(MISSES, ("return ", "return attributes["), ("== 1)", "== 1)]")),
        "You count from 1": MISSES + " + 1",
        "The first near miss of each attribute only": "found = set()\n"
        "for column in range(attributes.shape[1]):\n"
        "    for other in range(len(attributes)):\n"
        "        differ = attributes[other] != attributes[row]\n"
        "        if differ.sum() == 1 and differ[column]:\n"
        "            found.add(other)\n"
        "            break\n"
        "return sorted(found)",
        "from the last to the first": MISSES + "[::-1]",
        "The last picture is missing": but(MISSES, ("(attributes != ", "(attributes[:-1] != ")),
        "Only pictures behind `row`": "differ = (attributes != attributes[row]).sum(axis=1)\n"
        "return [other for other in range(row + 1, len(attributes)) if differ[other] == 1]",
        "& and |": "return np.flatnonzero(attributes != attributes[row] & attributes == 1)",
    },
    "make_generator": {
        "should return a model": but(GENERATOR, ("return keras.Model([noise, vector], x)", "return x")),
        "does not know the size of its input": "return keras.Sequential([layers.Dense(64)])",
        "the noise comes first": but(GENERATOR, ("[noise, vector], x)", "[vector, noise], x)")),
        "It takes two: noise": but(GENERATOR, ("keras.Input((64,))", "keras.Input((100,))")),
        "three channels": but(GENERATOR, ("Conv2D(3, 3", "Conv2D(1, 3")),
        "One doubling is missing": but(GENERATOR, ("(32, 16, 16)", "(32, 16)")),
        "One doubling too many": but(GENERATOR, ("(32, 16, 16)", "(32, 16, 16, 16)")),
        "6,000,000 are the most": but(GENERATOR, ("(condition)", "(layers.Dense(6000)(layers.Dense(1000)(condition)))")),
        "layer of the kind Lambda": but(GENERATOR, ("return", "x = layers.Lambda(lambda x: x)(x)\nreturn")),
        "layer of the kind Mine": "class Mine(layers.Layer):\n    def call(self, x):\n        return x\n\n"
        + but(GENERATOR, ("return keras.Model", "x = Mine()(x)\nreturn keras.Model")),
        "another sentence, and the picture is the same": but(
            GENERATOR, ("condition = layers.Concatenate()([noise, vector])", "condition = noise + 0 * layers.Dense(64)(vector)")
        ),
        "another noise, and the picture is the same": but(
            GENERATOR, ("condition = layers.Concatenate()([noise, vector])", "condition = vector + 0 * layers.Dense(sentence_dim)(noise)")
        ),
        "pixels change. It should reach all": but(
            GENERATOR,
            ("layers.Concatenate()([noise, vector])", "noise"),
            (
                "return",
                "said = layers.ZeroPadding2D(8)(layers.Reshape((16, 16, 3))(layers.Dense(768)(vector)))\nx = ops.tanh(x + said)\nreturn",
            ),
        ),
        "no gradient reaches": but(GENERATOR, ("x = layers.Reshape", "x = ops.stop_gradient(x)\nx = layers.Reshape")),
        "a ReLU at the end?": but(GENERATOR, ("activation='tanh'", "activation='relu'")),
        "needs an activation that has just this range": but(GENERATOR, (", activation='tanh'", "")),
        "the range of a sigmoid": but(GENERATOR, ("activation='tanh'", "activation='sigmoid'")),
        "nearly reach both ends": but(GENERATOR, ("return", "x = layers.Rescaling(0.5)(x)\nreturn")),
    },
    "make_discriminator": {
        "should return a model": but(DISCRIMINATOR, ("return keras.Model(image, [real, vectors])", "return real, vectors")),
        "They are in the wrong order": but(DISCRIMINATOR, ("[real, vectors]", "[vectors, real]")),
        "It takes a coloured picture alone": but(
            DISCRIMINATOR, ("keras.Model(image,", "keras.Model([image, keras.Input((sentence_dim,))],")
        ),
        "week 6's discriminator": but(DISCRIMINATOR, ("[real, vectors]", "real")),
        "three channels": but(DISCRIMINATOR, ("(32, 32, 3)", "(32, 32, 1)")),
        "a vector of `sentence_dim` numbers": but(DISCRIMINATOR, ("Dense(sentence_dim)", "Dense(128)")),
        "6,000,000 are the most": but(DISCRIMINATOR, ("vectors = layers", "x = layers.Dense(6000)(x)\nvectors = layers")),
        "layer of the kind Lambda": but(DISCRIMINATOR, ("x = layers.Flatten", "x = layers.Lambda(lambda x: x)(x)\nx = layers.Flatten")),
        "do not depend on the picture at all": but(DISCRIMINATOR, ("name='real_logits')(x)", "name='real_logits')(ops.zeros_like(x))")),
        "of the 1,024 pixels only": but(
            DISCRIMINATOR, ("Conv2D(channels, 4, strides=2, padding='same')", "Conv2D(channels, 1, strides=2)")
        ),
        "no gradient reaches": but(
            DISCRIMINATOR,
            (
                "vectors = ",
                "spare = layers.Dense(3)(ops.stop_gradient(layers.Dense(3)(x)))\nx = layers.Concatenate()([x, spare])\nvectors = ",
            ),
        ),
        "A sigmoid or softmax at the end?": but(DISCRIMINATOR, ("name='real_logits'", "name='real_logits', activation='sigmoid'")),
        "A ReLU at the end?": but(DISCRIMINATOR, ("Dense(sentence_dim)", "Dense(sentence_dim, activation='relu')")),
        "A tanh at the end": but(DISCRIMINATOR, ("Dense(sentence_dim)", "Dense(sentence_dim, activation='tanh')")),
        "or a normalisation to length 1?": but(DISCRIMINATOR, ("return", "vectors = layers.UnitNormalization()(vectors)\nreturn")),
    },
    "matching_loss": {
        "The division by √S is missing": but(MATCHING, (" / picture_vectors.shape[1] ** 0.5", "")),
        "You divide the scores by S": but(MATCHING, ("shape[1] ** 0.5", "shape[1]")),
        "the root of the number of captions": but(MATCHING, ("picture_vectors.shape[1]", "sentence_vectors.shape[1]")),
        "You take the last caption": but(MATCHING, ("scores[:, 0]", "scores[:, -1]")),
        "The sign is turned round": but(MATCHING, ("return ", "return -")),
        "You add up the pictures": but(MATCHING, ("ops.mean", "ops.sum")),
        "a number for each picture": but(MATCHING, ("ops.mean", "")),
        "You return a probability": SCORES + "return ops.mean(ops.softmax(scores)[:, 0])",
        "and then the logarithm": SCORES + "return -ops.log(ops.mean(ops.softmax(scores)[:, 0]))",
        "runs over the pictures of the batch": SCORES + "return -ops.mean(ops.log_softmax(scores, axis=0)[:, 0])",
        "The right caption is missing below": but(MATCHING, ("logsumexp(scores,", "logsumexp(scores[:, 1:],")),
        "with a sigmoid": SCORES
        + "return keras.losses.BinaryCrossentropy(from_logits=True)(ops.one_hot(ops.zeros(len(scores), 'int32'), scores.shape[1]), scores)",
        "without its competitors": SCORES + "return -ops.mean(scores[:, 0])",
        "the mean of the wrong ones": SCORES + "return ops.mean(ops.mean(scores[:, 1:], axis=1) - scores[:, 0])",
        "so that scores are cosines": "picture_vectors, sentence_vectors = ops.normalize(picture_vectors, order=2), ops.normalize(sentence_vectors, order=2)\n"
        + MATCHING,
        "The scores are cosines": "picture_vectors, sentence_vectors = ops.normalize(picture_vectors, order=2), ops.normalize(sentence_vectors, order=2)\n"
        + but(MATCHING, (" / picture_vectors.shape[1] ** 0.5", "")),
        "The softmax is taken twice": SCORES
        + "return keras.losses.SparseCategoricalCrossentropy(from_logits=True)(np.zeros(len(scores)), np.array(ops.softmax(scores)))",
        "`logsumexp` stands any size": SCORES + "return ops.mean(ops.log(ops.sum(ops.exp(scores), axis=1)) - scores[:, 0])",
        "or a probability is rounded to 0": SCORES + "return ops.mean(-ops.log(ops.softmax(scores)[:, 0] + 1e-9))",
    },
    "train": {
        "the sentence encoder is never trained": VECTORS + PLAY + "return gan.ema_generator",
        "the game is not played": READ + "return generator",
        "the game comes before the reading": VECTORS + PLAY + READ + "return gan.ema_generator",
        "`reading_steps` and `steps` are swapped": but(TRAIN, ("0, reading_steps", "0, 0 + steps"), ("(0, steps)", "(0, reading_steps)")),
        "the reading should take": but(TRAIN, ("(0, reading_steps)", "(1, reading_steps)")),
        "the game should take": but(TRAIN, ("(0, steps)", "(0, 2 * steps)")),
        "`Batches` takes uint8 and scales": "images = images.astype('float32') * 2\n" + TRAIN,
        "they are scaled twice": "images = images / 127.5 - 1\n" + TRAIN,
        "in the game the discriminator sees no picture of `images`": READ
        + VECTORS
        + "images = images / 127.5 - 1\n"
        + PLAY
        + "return gan.ema_generator",
        "in the reading the wrong captions do not come": but(
            TRAIN, ("tokens, choose_wrong", "tokens, lambda rows, rng: rng.integers(len(images), size=(len(rows), 3))")
        ),
        "in the game the wrong captions do not come": but(
            TRAIN, ("vectors, choose_wrong", "vectors, lambda rows, rng: rng.integers(len(images), size=(len(rows), 3))")
        ),
        "the reading sees": but(TRAIN, ("tokens, choose_wrong", "tokens, lambda rows, rng: choose_wrong(rows, rng)[:, :1]")),
        "*before* it learned to read": VECTORS + READ + PLAY + "return gan.ema_generator",
        "does not give for any row of `tokens`": but(TRAIN, (VECTORS, "vectors = np.ones((len(tokens), 4), 'float32')\n")),
        "hardly moves": but(TRAIN, ("Adam(0.001, beta_2", "Adam(0.00001, beta_2")),
        "jumps": but(TRAIN, ("Adam(0.001, beta_1=0.5", "Adam(0.1, beta_1=0.5")),
        "what `fit` returns": READ + VECTORS + PLAY.replace("gan.fit", "history = gan.fit") + "return history",
        "returns nothing (None)": READ + VECTORS + PLAY,
        "returns another network": TRAIN.replace("gan.ema_generator", "discriminator"),
        "the game as a whole": TRAIN.replace("gan.ema_generator", "gan"),
        "has learned nothing": "untouched = keras.models.clone_model(generator)\nuntouched.set_weights(generator.get_weights())\n"
        + TRAIN.replace("gan.ema_generator", "untouched"),
        "as the last step left it": TRAIN.replace("gan.ema_generator", "generator"),
        "Reader, generator and discriminator need one each": but(
            TRAIN,
            (
                "keras.optimizers.Adam(0.001, beta_1=0.5, beta_2=0.99), keras.optimizers.Adam(0.0005, beta_1=0.5, beta_2=0.99)",
                "*[keras.optimizers.Adam(0.001)] * 2",
            ),
        ),
        "are compiled before they are fitted": but(TRAIN, ("reader.compile(keras.optimizers.Adam(0.001, beta_2=0.99))\n", "")),
        "chooses the batches before `last`": but(TRAIN, ("(0, steps)", "(reading_steps, steps)")),
        "how long is the noise?": but(TRAIN, ("(1, 1), size", "(1, 1), 64")),
        "the game's batches need noise too": but(TRAIN, ("(1, 1), size", "(1, 1)")),
    },
    "draw": {
        "The pixels are cut": but(DRAW, ("np.round((x + 1) * 127.5)", "((x + 1) * 127.5)")),
        "still lie between −1 and 1": but(DRAW, ("np.round((x + 1) * 127.5).astype('uint8')", "x")),
        "lie between 0 and 1": but(DRAW, ("np.round((x + 1) * 127.5).astype('uint8')", "(x + 1) / 2")),
        "uint8 wraps round": but(DRAW, ("np.round((x + 1) * 127.5)", "np.round(x * 255).astype(int)")),
        "Yours comes from the seed 0": but(DRAW, ("default_rng(seed)", "default_rng(0)")),
        "Yours comes from the seed 1": but(DRAW, ("default_rng(seed)", "default_rng(1)")),
        "All pictures have the same noise": but(
            DRAW,
            ("standard_normal((len(tokens),", "standard_normal((1,"),
            (".astype('float32')\n", ".astype('float32').repeat(len(tokens), axis=0)\n"),
        ),
        "The noise is all zeros": but(DRAW, ("x = gen", "noise = 0 * noise\nx = gen")),
        "uniform between 0 and 1": but(DRAW, ("standard_normal", "random")),
        "uniform between −1 and 1": but(
            DRAW,
            ("standard_normal((len(tokens), generator.input_shape[0][1]))", "uniform(-1, 1, (len(tokens), generator.input_shape[0][1]))"),
        ),
        "drawn as float32": but(DRAW, ("[0][1])).astype('float32')", "[0][1]), dtype='float32')")),
        "the old `np.random.seed`": but(
            DRAW,
            (
                "np.random.default_rng(seed).standard_normal((len(tokens), generator.input_shape[0][1]))",
                "np.random.RandomState(seed).randn(len(tokens), generator.input_shape[0][1])",
            ),
        ),
        "The networks are called with `training=True`": "vectors = sentence_encoder(tokens, training=True)\n"
        + but(
            DRAW,
            (
                "generator.predict([noise, sentence_encoder.predict(tokens, verbose=0)], verbose=0)",
                "np.array(generator([noise, np.array(vectors)], training=True))",
            ),
        ),
        "The generator is called with `training=True`": but(
            DRAW,
            (
                "generator.predict([noise, sentence_encoder.predict(tokens, verbose=0)], verbose=0)",
                "np.array(generator([noise, np.array(sentence_encoder(tokens))], training=True))",
            ),
        ),
        "Black and white": but(DRAW, ("(x + 1)", "(1 - x)")),
        "their numbers are": but(DRAW, (".astype('uint8')", "")),
        "should give pictures of the shape": but(DRAW, ("return ", "return (")) + ")[0]",
        "the generator takes noise first": but(
            DRAW, ("[noise, sentence_encoder.predict(tokens, verbose=0)]", "[sentence_encoder.predict(tokens, verbose=0), noise]")
        ),
        "other pictures come out": but(DRAW, ("noise = np", "np.random.default_rng(seed)\nnoise = 2 * np")),
    },
    "my_model": {
        "there is no folder “nowhere”": "return Path('nowhere')",
        "should return the folder of your model": "return TrainedModel.load(Path('solution_model')).generator",
        "lies elsewhere": "return Path(tempfile.gettempdir())",
        "is that of the model that comes with the course": "return Path('model')",
        "this is the model that comes with the course": made(then="generator = shipped.generator"),
        "no attribute is read more often than by chance": made(of="noise"),
        "with another noise come the same pictures": made(of="vector"),
        "one even colour": made(then="generator.set_weights([np.nan * weight for weight in generator.get_weights()])"),
        "they jump from one to the next": made(
            of="layers.Softmax()(layers.Rescaling(1e4)(layers.Dense(1000)(layers.Concatenate()([noise, vector]))))"
        ),
        "square pictures in colour": made(then="generator = keras.Model([noise, vector], layers.Reshape((64, 16, 3))(x))"),
        "It has a layer with code of your own": made(of="layers.Lambda(lambda x: x)(noise)"),
        "are not of one model": made(then="generator = keras.Model(noise, layers.Reshape((32, 32, 3))(layers.Dense(3072)(noise)))"),
        "a new caption can't be read": but(
            made(), ("TrainedModel(shipped.vocabulary", "TrainedModel(Vocabulary(('star',), shipped.vocabulary.length)")
        ),
        "such a file is not graded": but(
            made(), ("    return", "    (Path(beside.name) / 'generator.keras').write_bytes(bytes(20_000_001))\n    return")
        ),
        "it is not the folder of a model": but(made(), ("    return", "    (Path(beside.name) / 'vocabulary.json').unlink()\n    return")),
    },
    "rates": {
        "`all` is the mean of the five rates": but(RATES, ("right.all(axis=1).mean()", "right.mean()")),
        "`all` is the product": but(RATES, ("right.all(axis=1).mean()", "right.mean(axis=0).prod()")),
        "*any* attribute": but(RATES, ("right.all(axis=1)", "right.any(axis=1)")),
        "`all` is the smallest": but(RATES, ("right.all(axis=1).mean()", "right.mean(axis=0).min()")),
        "whether every picture is right": but(RATES, ("right.all(axis=1).mean()", "right.all()")),
        "`all` is missing": but(RATES, ("shares['all'] = right.all(axis=1).mean()\n", "")),
        "You count what is wrong": but(
            RATES,
            ("right[:, column].mean()", "1 - right[:, column].mean()"),
            ("= right.all(axis=1).mean()", "= 1 - right.all(axis=1).mean()"),
        ),
        "in per cent": but(
            RATES,
            ("right = asked == found", "right = 100 * (asked == found)"),
            ("right.all(axis=1).mean()", "100 * right.all(axis=1).mean()"),
        ),
        "You count pictures": but(RATES, (".mean() for", ".sum() for"), ("(axis=1).mean()", "(axis=1).sum()")),
        "the order of the alphabet": but(RATES, ("enumerate(ATTRIBUTES)", "enumerate(sorted(ATTRIBUTES))")),
        "The names stand at the wrong columns": but(RATES, ("enumerate(ATTRIBUTES)", "enumerate(reversed(ATTRIBUTES))")),
        "The names are numbers": but(RATES, ("{name: right", "{column: right")),
    },
    "search": {
        "wants {": but(SEARCH, ("'generator_learning_rate'", "'rate'")),
        "takes the whole dictionary": "return score[0]",
        "should lie between": but(SEARCH, ("np.log(0.0003), np.log(0.003)", "np.log(0.0001), np.log(0.003)")),
        "That is its logarithm": but(
            SEARCH, ("float(np.exp(rng.uniform(np.log(0.5), np.log(8))))", "float(rng.uniform(np.log(0.5), np.log(8)))")
        ),
        "go back with the same base": but(SEARCH, ("np.log(", "np.log10(")),
        "is called twice in each trial": but(SEARCH, ("best_score = settings, value", "best_score = settings, value\n    score(settings)")),
        "once for each trial": but(SEARCH, ("range(trials)", "range(trials - 1)")),
        "keep what it gave": but(SEARCH, ("return best, best_score", "return best, score(best)")),
        "made anew in each trial": but(SEARCH, ("    settings = {", "    rng = np.random.default_rng(seed)\n    settings = {")),
        "a grid is no random search": but(SEARCH, ("np.log(0.003))))", "np.log(0.003)))).__round__(4)")),
        "is drawn uniformly": but(SEARCH, ("float(np.exp(rng.uniform(np.log(0.5), np.log(8))))", "rng.uniform(0.5, 8)")),
        "but is not log-uniform": but(SEARCH, ("np.exp(rng.uniform(np.log(0.5), np.log(8)))", "0.5 + 7.5 * rng.random() ** 8")),
        "Draw a number for each": "rng = np.random.default_rng(seed)\n"
        "tried = [{'generator_learning_rate': 3e-4 * 10**u, 'matching_weight': 0.5 * 16**u} for u in rng.random(trials)]\n"
        "values = [score(settings) for settings in tried]\n"
        "return tried[int(np.argmax(values))], max(values)",
        "should return two values": but(SEARCH, ("return best, best_score", "return best")),
        "the settings come first": but(SEARCH, ("return best, best_score", "return best_score, best")),
        "begins with a best of 0": but(SEARCH, ("-np.inf", "0")),
        "but their score was": but(SEARCH, ("return best, best_score", "return best, value")),
        "not those that had it": but(
            SEARCH,
            ("    settings = {\n", "    settings.update({\n"),
            ("    }\n", "    })\n"),
            ("best, best_score = None", "settings = {}\nbest, best_score = None"),
        ),
        "with the lowest score": but(SEARCH, ("-np.inf", "np.inf"), ("value >", "value <")),
        "the last settings": but(SEARCH, ("return best, best_score", "return settings, value")),
        "the first settings": but(SEARCH, ("if value > best_score", "if best is None")),
        "the same seed gives other settings": but(SEARCH, ("default_rng(seed)", "default_rng()")),
        "another seed gives the same settings": but(SEARCH, ("default_rng(seed)", "default_rng(7)")),
    },
}

HIDDEN = {
    "make_generator": {"should have inputs": "sentence_dim = 48 if sentence_dim == 48 else 20\n" + GENERATOR},
    "make_discriminator": {"should have outputs": "sentence_dim = 48 if sentence_dim == 48 else 20\n" + DISCRIMINATOR},
    "train": {"the reading should take": but(TRAIN, ("between(0, reading_steps)", "between(0, 4)"))},
}
