"""Answers to the assignment of week 3."""

# Parts of answers that many exercises vary.

CHOOSE = "rows = np.random.default_rng().choice(len(images), size=count, replace=False)\n"
DRAW = (
    "figure, axes = plt.subplots(1, count)\n"
    "for ax, row in zip(axes, rows):\n"
    "    ax.imshow(images[row, :, :, 0])\n"
    "    ax.set_title(labels[row])\n"
    "return figure"
)
SLIDE = (
    "rows = (image.shape[0] - kernel.shape[0]) // stride + 1\n"
    "columns = (image.shape[1] - kernel.shape[1]) // stride + 1\n"
    "result = np.zeros((rows, columns))\n"
    "for r in range(rows):\n"
    "    for c in range(columns):\n"
    "        patch = image[r * stride : r * stride + kernel.shape[0], c * stride : c * stride + kernel.shape[1]]\n"
    "        result[r, c] = (patch * kernel).sum()\n"
    "return result"
)
SHAPES = (
    "return {'conv_1': (24, 24, 8), 'pool_1': (12, 12, 8), 'conv_2': (5, 5, 16), 'conv_3': (5, 5, 16), "
    "'pool_2': (2, 2, 16), 'flatten': (64,), 'dense': (10,)}"
)
NETWORK = (
    "images = keras.Input((28, 28, 1))\n"
    "x = layers.Conv2D(8, 5, activation='relu')(images)\n"
    "x = layers.MaxPooling2D()(x)\n"
    "x = layers.Conv2D(16, 3, padding='same', activation='relu')(x)\n"
    "x = layers.Conv2D(32, 3, strides=2, padding='same', activation='relu')(x)\n"
    "x = layers.Flatten()(x)\n"
    "x = layers.Dense(64, activation='relu')(x)\n"
    "x = layers.Dense(classes, activation='softmax')(x)\n"
    "return keras.Model(images, x)"
)
CURVES = (
    "epochs = range(1, len(history['loss']) + 1)\n"
    "figure, (left, right) = plt.subplots(1, 2)\n"
    "left.plot(epochs, history['loss'], label='training')\n"
    "left.plot(epochs, history['val_loss'], label='validation')\n"
    "left.set(xlabel='epoch', ylabel='loss')\n"
    "left.legend()\n"
    "right.plot(epochs, history['accuracy'], label='training')\n"
    "right.plot(epochs, history['val_accuracy'], label='validation')\n"
    "right.set(xlabel='epoch', ylabel='accuracy')\n"
    "right.legend()\n"
    "return figure"
)
COSTS = (
    "h, w, c = input_shape\n"
    "if padding == 'same':\n"
    "    rows, columns = -(-h // stride), -(-w // stride)\n"
    "else:\n"
    "    rows, columns = (h - kernel_size) // stride + 1, (w - kernel_size) // stride + 1\n"
    "weights = kernel_size**2 * c * filters\n"
    "return (rows, columns, filters), (kernel_size, kernel_size, c, filters), weights + filters, rows * columns * weights"
)
BY_HAND = (
    "return {'conv_1': ((5, 5, 3, 8), 345600), 'conv_2': ((3, 3, 8, 16), 28800), "
    "'conv_3': ((3, 3, 16, 16), 57600), 'dense': ((64, 10), 640)}"
)


def but(answer, *changes):
    """The answer with some of its parts replaced: pairs of old and new."""
    for old, new in changes:
        assert old in answer
        answer = answer.replace(old, new)
    return answer


RIGHT = {
    "random_pictures": [
        CHOOSE + DRAW,
        "rows = np.random.permutation(len(images))[:count]\n"
        "figure, axes = plt.subplots(-(-count // 4), 4, squeeze=False)\n"
        "for ax in axes.flat:\n"
        "    ax.axis('off')\n"
        "for ax, image, label in zip(axes.flat, images[rows], labels[rows]):\n"
        "    ax.imshow(image, cmap='gray', vmin=-1, vmax=1)\n"
        "    ax.set_title(f'label: {label}', loc='left')\n"
        "return figure",
        "import random\n\n"
        "figure = plt.figure()\n"
        "for place, row in enumerate(random.sample(range(len(images)), count)):\n"
        "    plt.subplot(1, count, place + 1)\n"
        "    plt.imshow(((images[row].squeeze() + 1) * 127.5).astype('uint8'), cmap='viridis')\n"
        "    plt.title(str(labels[row]))\n"
        "return figure",
        "order = np.arange(len(images))\n"
        "np.random.shuffle(order)\n"
        "figure, axes = plt.subplots(count, 1)\n"
        "for number in range(count):\n"
        "    grey = (images[order[number]] + 1) / 2\n"
        "    axes[number].imshow(np.repeat(grey, 3, axis=2))\n"
        "    axes[number].set_title(labels[order[number]])\n"
        "return axes[0].get_figure()",
    ],
    "convolve": [
        "image = np.pad(image, padding)\n" + SLIDE,
        "result = keras.ops.conv(np.pad(image, padding)[None, :, :, None].astype(float), kernel[:, :, None, None].astype(float), stride)\n"
        "return np.array(result)[0, :, :, 0]",
        "height, width = image.shape\n"
        "big = np.zeros((height + 2 * padding, width + 2 * padding))\n"
        "big[padding : padding + height, padding : padding + width] = image\n"
        "h, w = kernel.shape\n"
        "return [\n"
        "    [float(np.sum(big[r : r + h, c : c + w] * kernel)) for c in range(0, big.shape[1] - w + 1, stride)]\n"
        "    for r in range(0, big.shape[0] - h + 1, stride)\n"
        "]",
        "h, w = kernel.shape\n"
        "image = np.pad(image, padding)\n"
        "rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1\n"
        "result = np.zeros((rows, columns))\n"
        "for r in range(h):\n"
        "    for c in range(w):\n"
        "        result += kernel[r, c] * image[r : r + rows, c : c + columns]\n"
        "return result[::stride, ::stride]",
        "patches = np.lib.stride_tricks.sliding_window_view(np.pad(image, padding), kernel.shape)[::stride, ::stride]\n"
        "return patches.reshape(*patches.shape[:2], -1) @ kernel.ravel()",
    ],
    "shapes_by_hand": [
        SHAPES,
        but(SHAPES, ("(24, 24, 8)", "[24, 24, 8]"), ("(64,)", "64"), ("(10,)", "[10]")),
        "shapes = {'dense': (10,), 'flatten': (2 * 2 * 16,)}\n"
        "shapes |= {'pool_2': (2, 2, 16), 'conv_3': (5, 5, 16), 'conv_2': ((12 - 3) // 2 + 1,) * 2 + (16,)}\n"
        "shapes['pool_1'] = np.array([12, 12, 8])\n"
        "shapes['conv_1'] = (28 - 5 + 1, 28 - 5 + 1, 8)\n"
        "return shapes",
    ],
    "make_cnn": [
        NETWORK,
        "return keras.Sequential([\n"
        "    keras.Input(shape=(28, 28, 1)),\n"
        "    layers.Conv2D(8, (5, 5), activation='relu', name='first'),\n"
        "    layers.MaxPool2D((2, 2), strides=2),\n"
        "    layers.Conv2D(16, (3, 3), padding='same', activation='relu'),\n"
        "    layers.Conv2D(32, (3, 3), (2, 2), 'same', activation='relu'),\n"
        "    layers.Reshape((1152,)),\n"
        "    layers.Dense(64, 'relu'),\n"
        "    layers.Dense(classes, 'softmax'),\n"
        "])",
        "images = keras.Input((28, 28, 1))\n"
        "x = layers.ReLU()(layers.Conv2D(8, 5)(images))\n"
        "x = layers.MaxPooling2D()(x)\n"
        "x = layers.ZeroPadding2D(1)(x)\n"
        "x = layers.Activation('relu')(layers.Conv2D(16, 3)(x))\n"
        "x = keras.ops.relu(layers.Conv2D(32, 3, strides=2, padding='same')(x))\n"
        "x = layers.Dropout(0.5)(layers.Flatten()(x))\n"
        "x = layers.Dense(64, activation=keras.activations.relu)(x)\n"
        "return keras.Model(inputs=images, outputs=layers.Softmax()(layers.Dense(classes)(x)), name='mine')",
        but(NETWORK, ("return keras.Model(images, x)", "model = keras.Model(images, x)\nmodel.compile('adam', 'mse')\nreturn model")),
        but(
            NETWORK,
            ("8, 5, activation='relu'", "8, 5"),
            ("layers.MaxPooling2D()(x)", "layers.Activation('relu')(layers.MaxPooling2D()(x))"),
        ),
    ],
    "best_epoch": [
        "return history['val_loss'].index(min(history['val_loss'])) + 1",
        "best = 1\n"
        "for epoch in range(1, len(history['val_loss']) + 1):\n"
        "    if history['val_loss'][epoch - 1] < history['val_loss'][best - 1]:\n"
        "        best = epoch\n"
        "return best",
        "losses = dict(enumerate(history['val_loss'], start=1))\nreturn min(losses, key=losses.get)",
        "return 1 + np.argsort(history['val_loss'], kind='stable')[0]",
        "return np.flatnonzero(history['val_loss'] == np.min(history['val_loss']))[:1].item() + 1.0",
    ],
    "training_figure": [
        CURVES,
        "fig = plt.figure(figsize=(6, 8))\n"
        "x = np.arange(len(history['loss'])) + 1\n"
        "for place, name in enumerate(['accuracy', 'loss'], 1):\n"
        "    plt.subplot(2, 1, place)\n"
        "    plt.plot(x, history['val_' + name], 'o--', color='tab:orange')\n"
        "    plt.plot(x, history[name], 'k')\n"
        "    plt.legend(['Validation', 'Training'])\n"
        "    plt.xlabel('Epoch')\n"
        "    plt.ylabel(name.capitalize())\n"
        "return fig",
        "import pandas as pd\n\n"
        "figure, axes = plt.subplots(1, 2)\n"
        "for ax, name in zip(axes, ['loss', 'accuracy']):\n"
        "    table = pd.DataFrame({'training': history[name], 'validation': history['val_' + name]})\n"
        "    table.index += 1\n"
        "    table.plot(ax=ax, xlabel='epoch', ylabel=f'{name} of the network')\n"
        "return figure",
    ],
    "convolution_costs": [
        COSTS,
        "layer = layers.Conv2D(filters, kernel_size, strides=stride, padding=padding)\n"
        "output = layer(np.zeros((1, *input_shape))).shape[1:]\n"
        "count = layer.kernel.numpy().size\n"
        "return output, layer.kernel.shape, layer.count_params(), output[0] * output[1] * count",
        "import math\n\n"
        "pad = 0 if padding == 'valid' else kernel_size - 1\n"
        "sizes = [math.floor((size + pad - kernel_size) / stride) + 1 for size in input_shape[:2]]\n"
        "kernel = np.array([kernel_size, kernel_size, input_shape[2], filters])\n"
        "return [[*sizes, filters], kernel, kernel.prod() + filters, np.prod(sizes) * kernel.prod()]",
        "h, w, c = input_shape\n"
        "last = kernel_size - 1 if padding == 'valid' else 0\n"
        "rows, columns = len(range(0, h - last, stride)), len(range(0, w - last, stride))\n"
        "multiplications = 0\n"
        "for place in range(rows * columns):\n"
        "    multiplications += kernel_size * kernel_size * c * filters\n"
        "parameters = filters * (kernel_size * kernel_size * c + 1)\n"
        "return (rows, columns, filters), (kernel_size, kernel_size, c, filters), parameters, multiplications",
    ],
    "costs_by_hand": [
        BY_HAND,
        "shapes = {'dense': [64, 10], 'conv_3': [3, 3, 16, 16], 'conv_2': [3, 3, 8, 16], 'conv_1': [5, 5, 3, 8]}\n"
        "places = {'conv_1': 24 * 24, 'conv_2': 25, 'conv_3': 25, 'dense': 1}\n"
        "return {name: [shape, places[name] * np.prod(shape)] for name, shape in shapes.items()}",
        but(BY_HAND, ("345600", "24 * 24 * 8 * 75.0"), ("(64, 10)", "np.array([64, 10])")),
    ],
}

WRONG = {
    "random_pictures": {
        "shows the first 4 pictures": "rows = range(count)\n" + DRAW,
        "4 neighbours of the training set": "start = np.random.randint(len(images) - count + 1)\nrows = range(start, start + count)\n"
        + DRAW,
        "Does a seed stand inside the function?": but(CHOOSE, ("default_rng()", "default_rng(0)")) + DRAW,
        "takes none a second time": "rows = np.random.default_rng().integers(len(images), size=count)\n" + DRAW,
        "You take the first labels": CHOOSE + but(DRAW, ("ax.set_title(labels[row])", "ax.set_title(labels[list(rows).index(row)])")),
        "chosen apart": CHOOSE + but(DRAW, ("set_title(labels[row])", "set_title(np.random.choice(labels))")),
        "where the picture stands in the array": CHOOSE + but(DRAW, ("labels[row]", "row")),
        "right ones in another order": CHOOSE + "others = iter(rows[::-1])\n" + but(DRAW, ("labels[row]", "labels[next(others)]")),
        "the pictures have no titles": CHOOSE + but(DRAW, ("    ax.set_title(labels[row])\n", "")),
        "one over the other": CHOOSE + but(DRAW, ("ax.imshow", "axes[0].imshow")),
        "yours shows 1": CHOOSE + "figure, ax = plt.subplots()\nax.imshow(np.hstack(list(images[rows])))\nreturn figure",
        "Does the grid depend on `count`?": CHOOSE + but(DRAW, ("(1, count)", "(1, 6)")),
        "with rows and columns swapped": CHOOSE + but(DRAW, ("[row, :, :, 0]", "[row, :, :, 0].T")),
        "the `rng` of the page is not known here": but(CHOOSE, ("np.random.default_rng()", "rng")) + DRAW,
        "`plt.title` writes over the last axes only": CHOOSE + but(DRAW, ("ax.set_title", "plt.title")),
        "one of those that it was given": but(CHOOSE, ("images", "x_train")) + but(DRAW, ("images", "x_train"), ("labels", "y_train")),
        "none of the given pictures": CHOOSE + but(DRAW, ("images[row, :, :, 0]", "images[row, :4, :, 0]")),
        "changes what it is given": "np.random.shuffle(images)\nrows = range(count)\n" + DRAW,
        "returns the axes": CHOOSE + but(DRAW, ("return figure", "return axes")),
        "did you forget `return`": CHOOSE + but(DRAW, ("return figure", "plt.show()")),
    },
    "convolve": {
        "You turn the kernel by 180°": "kernel = kernel[::-1, ::-1]\nimage = np.pad(image, padding)\n" + SLIDE,
        "The padding is missing": SLIDE,
        "at the top and on the left only": "image = np.pad(image, ((padding, 0), (padding, 0)))\n" + SLIDE,
        "at the bottom and on the right only": "image = np.pad(image, ((0, padding), (0, padding)))\n" + SLIDE,
        "You pad rows, but no columns": "image = np.pad(image, ((padding, padding), (0, 0)))\n" + SLIDE,
        "with the pixels at the rim": "image = np.pad(image, padding, mode='edge')\n" + SLIDE,
        "the size of the result is that without padding": "rows, columns = image.shape\nimage = np.pad(image, padding)\n"
        + but(SLIDE, ("rows = (image.shape[0]", "rows = (rows"), ("columns = (image.shape[1]", "columns = (columns")),
        "You pad once, whatever": "image = np.pad(image, 1)\n" + SLIDE,
        "The stride is missing": "stride = 1\nimage = np.pad(image, padding)\n" + SLIDE,
        "your kernel moves one pixel at a time": "image = np.pad(image, padding)\n" + but(SLIDE, ("r * stride", "r"), ("c * stride", "c")),
        "one at a time to the right": "image = np.pad(image, padding)\n"
        + but(SLIDE, ("c * stride", "c"), ("shape[1]) // stride", "shape[1]) // 1")),
        "one at a time down": "image = np.pad(image, padding)\n"
        + but(SLIDE, ("r * stride", "r"), ("shape[0]) // stride", "shape[0]) // 1")),
        "The size is rounded up": "image = np.pad(image, padding)\n"
        "h, w = kernel.shape\n"
        "size = [-(-(a - b) // stride) + 1 for a, b in zip(image.shape, kernel.shape)]\n"
        "result = np.zeros(size)\n"
        "for r in range(0, image.shape[0] - h + 1, stride):\n"
        "    for c in range(0, image.shape[1] - w + 1, stride):\n"
        "        result[r // stride, c // stride] = (image[r : r + h, c : c + w] * kernel).sum()\n"
        "return result",
        "Your kernel hangs over the end": "image = np.pad(image, padding)\n"
        "over = [-(a - b) % stride for a, b in zip(image.shape, kernel.shape)]\n"
        "image = np.pad(image, ((0, over[0]), (0, over[1])))\n" + SLIDE,
        "The last row and column are missing": "image = np.pad(image, padding)\n" + but(SLIDE, (" // stride + 1", " // stride")),
        "cut to whole ones": "image = np.pad(image, padding)\n" + but(SLIDE, ("(rows, columns))", "(rows, columns), dtype=int)")),
        "You take the mean": "image = np.pad(image, padding)\n" + but(SLIDE, (".sum()", ".mean()")),
        "You take the largest product": "image = np.pad(image, padding)\n" + but(SLIDE, (".sum()", ".max()")),
        "the inner sizes of a matrix product": "image = np.pad(image, padding)\n" + but(SLIDE, ("patch * kernel", "patch @ kernel")),
        "or does the size count the padding twice?": "image = np.pad(image, padding)\n"
        + but(SLIDE, ("shape[0] - kernel", "shape[0] + 2 * padding - kernel"), ("shape[1] - kernel", "shape[1] + 2 * padding - kernel")),
        "Are height and width swapped": "kernel_shape = kernel.shape[::-1]\nimage = np.pad(image, padding)\n"
        + but(SLIDE, ("kernel.shape", "kernel_shape")),
        "the result has a place for each patch": "image = np.pad(image, padding)\n"
        + but(
            SLIDE,
            ("range(rows)", "range(0, rows * stride, stride)"),
            ("range(columns)", "range(0, columns * stride, stride)"),
            ("r * stride", "r"),
            ("c * stride", "c"),
        ),
        "stops in the line `result[r, c] = (patch * kernel).sum()`": "image = np.pad(image, padding)\n"
        + but(SLIDE, ("kernel.shape[0]) // stride + 1", "kernel.shape[0]) // stride + 2")),
    },
    "shapes_by_hand": {
        "conv_1 does not give (28, 28, 8). Without `padding": but(SHAPES, ("(24, 24, 8)", "(28, 28, 8)")),
        "The channels are missing": but(SHAPES, ("(24, 24, 8)", "(24, 24)")),
        "as many channels as it has kernels": but(SHAPES, ("(24, 24, 8)", "(24, 24, 3)")),
        "(None, 24, 24, 8). The batch": but(SHAPES, ("(24, 24, 8)", "(None, 24, 24, 8)")),
        "The channels come last": but(SHAPES, ("(24, 24, 8)", "(8, 24, 24)")),
        "*plus 1*": but(SHAPES, ("(24, 24, 8)", "(23, 23, 8)")),
        "height and width are halved": but(SHAPES, ("(12, 12, 8)", "(24, 24, 8)")),
        "Pooling keeps the number of channels": but(SHAPES, ("(12, 12, 8)", "(12, 12, 4)")),
        "moves by 2 pixels each time, not by 1": but(SHAPES, ("(12, 12, 8)", "(23, 23, 8)")),
        "conv_2 does not give (6, 6, 16). Without": but(SHAPES, ("'conv_2': (5, 5, 16)", "'conv_2': (6, 6, 16)")),
        "You forget its stride": but(SHAPES, ("'conv_2': (5, 5, 16)", "'conv_2': (10, 10, 16)")),
        "as many zeros are added as keep the size": but(SHAPES, ("'conv_3': (5, 5, 16)", "'conv_3': (3, 3, 16)")),
        "pooling leaves out the last row and column": but(SHAPES, ("(2, 2, 16)", "(3, 3, 16)")),
        "multiply height, width *and channels*": but(SHAPES, ("(64,)", "(4,)")),
        "don't add them": but(SHAPES, ("(64,)", "(20,)")),
        "one size only": but(SHAPES, ("(64,)", "(2, 2, 16)")),
        "That is its input. A dense layer": but(SHAPES, ("(10,)", "(64,)")),
        "That is the shape of its kernel": but(SHAPES, ("(10,)", "(64, 10)")),
        "conv_1 does not give (25, 25, 8). Its input is the picture": but(SHAPES, ("(24, 24, 8)", "(25, 25, 8)")),
        "conv_3 does not give (7, 7, 16). Its input has the shape of the line above": but(SHAPES, ("'conv_3': (5, 5", "'conv_3': (7, 7")),
        "what is missing is flatten": but(SHAPES, ("'flatten': (64,), ", "")),
        "there is no layer dense_1": but(SHAPES, ("'conv_1'", "'dense_1': (10,), 'conv_1'")),
        "should return a dictionary": "return [(24, 24, 8), (12, 12, 8)]",
    },
    "make_cnn": {
        "no layer has an activation": but(NETWORK, (", activation='relu'", ""), (", activation='softmax'", "")),
        "the convolutions have no activation": but(
            NETWORK, ("8, 5, activation='relu'", "8, 5"), ("padding='same', activation='relu'", "padding='same'")
        ),
        "the second convolution has no activation": but(NETWORK, ("16, 3, padding='same', activation='relu'", "16, 3, padding='same'")),
        "the hidden dense layer has softmax": but(NETWORK, ("64, activation='relu'", "64, activation='softmax'")),
        "the hidden dense layer has no activation": but(NETWORK, ("64, activation='relu'", "64")),
        "the first convolution has sigmoid": but(NETWORK, ("8, 5, activation='relu'", "8, 5, activation='sigmoid'")),
        "the last layer has no activation, so it gives logits": but(NETWORK, (", activation='softmax'", "")),
        "the last layer has sigmoid": but(NETWORK, ("'softmax'", "'sigmoid'")),
        "the last layer has ReLU": but(NETWORK, ("'softmax'", "'relu'")),
        "hidden layers take ReLU. And the last layer has ReLU": but(
            NETWORK, ("64, activation='relu'", "64, activation='softmax'"), ("classes, activation='softmax'", "classes, activation='relu'")
        ),
        "takes the mean of each square": but(NETWORK, ("MaxPooling2D()", "AveragePooling2D(2)")),
        "The table shows that the size shrinks": but(NETWORK, ("8, 5,", "8, 5, padding='same',")),
        "First comes the number of kernels": but(NETWORK, ("8, 5,", "5, 8,")),
        "is the max pooling before it missing": but(NETWORK, ("x = layers.MaxPooling2D()(x)\n", "")),
        "The table shows that it keeps the size": but(NETWORK, ("16, 3, padding='same'", "16, 3")),
        "halved, without pooling": but(NETWORK, ("strides=2, ", "")),
        "12 becomes 6 only with padding": but(NETWORK, ("strides=2, padding='same'", "strides=2")),
        "Flatten is missing": but(NETWORK, ("x = layers.Flatten()(x)\n", "")),
        "Is the dense layer with 64 units missing?": but(NETWORK, ("x = layers.Dense(64, activation='relu')(x)\n", "")),
        "whatever `classes` says": but(NETWORK, ("Dense(classes", "Dense(10")),
        "should have a kernel of the shape (3, 3, 8, 16)": but(NETWORK, ("16, 3,", "16, 5,")),
        "has no bias": but(NETWORK, ("8, 5,", "8, 5, use_bias=False,")),
        "three convolutions and two dense ones; yours has 6": but(NETWORK, ("return", "x = layers.Dense(classes)(x)\nreturn")),
        "more in it than the table says": but(NETWORK, ("x = layers.Flatten", "x = layers.BatchNormalization()(x)\nx = layers.Flatten")),
        "the model computes something else": but(NETWORK, ("return", "x = layers.Softmax()(x)\nreturn")),
        "should have the shape (None, 28, 28, 1)": but(NETWORK, ("(28, 28, 1)", "(28, 28, 3)")),
        "yours returns a KerasTensor": but(NETWORK, ("keras.Model(images, x)", "x")),
        "Is `(x)` missing?": but(NETWORK, ("MaxPooling2D()(x)", "MaxPooling2D()")),
        "a picture has channels, even if it is one": but(NETWORK, ("(28, 28, 1)", "(28, 28)")),
        "padding is a word in Keras": but(NETWORK, ("16, 3, padding='same'", "16, 3, padding=1")),
        "does not know the size of its pictures yet": "return keras.Sequential([layers.Conv2D(8, 5), layers.Flatten(), layers.Dense(classes)])",
        "did you forget `return`": but(NETWORK, ("return ", "")),
    },
    "best_epoch": {
        "You count from 0": "return np.argmin(history['val_loss'])",
        "It nearly always falls": "return np.argmin(history['loss']) + 1",
        "training loss, and count from 0": "return np.argmin(history['loss'])",
        "the highest validation accuracy. The": "return np.argmax(history['val_accuracy']) + 1",
        "the highest validation accuracy, and count from 0": "return np.argmax(history['val_accuracy'])",
        "the lowest accuracy": "return np.argmin(history['val_accuracy']) + 1",
        "the highest validation loss": "return np.argmax(history['val_loss']) + 1",
        "You return the loss": "return min(history['val_loss'])",
        "how many epochs there are": "return len(history['val_loss'])",
        "the earlier one is asked for": "losses = history['val_loss']\nreturn max(e for e, loss in enumerate(losses, 1) if loss == min(losses))",
        "You stop at the first rise": "losses = history['val_loss']\n"
        "for epoch in range(1, len(losses)):\n"
        "    if losses[epoch] > losses[epoch - 1]:\n"
        "        return epoch\n"
        "return len(losses)",
        "training and validation loss are closest": "gap = np.abs(np.array(history['loss']) - history['val_loss'])\nreturn gap.argmin() + 1",
        "stops in the line `return np.argmin(history.val_loss) + 1`": "return np.argmin(history.val_loss) + 1",
        "there is no column or key": "return np.argmin(history['validation_loss']) + 1",
    },
    "training_figure": {
        "the history knows how many epochs there are": but(CURVES, ("len(history['loss'])", "EPOCHS")),
        "all four curves into one pair of axes": "figure, axes = plt.subplots()\n"
        "for name, values in history.items():\n"
        "    axes.plot(range(1, len(values) + 1), values, label=name)\n"
        "axes.legend()\n"
        "return figure",
        "yours has 1": "figure, axes = plt.subplots()\naxes.plot(history['loss'])\nreturn figure",
        "yours lies over [0, 1, 2]": but(CURVES, ("range(1, len(history['loss']) + 1)", "range(len(history['loss']))")),
        "the labels are swapped": but(
            CURVES, ("['loss'], label='training'", "['loss'], label='x'"), ("'validation'", "'training'"), ("'x'", "'validation'")
        ),
        "the axes labelled “loss” show the accuracy": but(
            CURVES, ("ylabel='loss'", "ylabel='x'"), ("ylabel='accuracy'", "ylabel='loss'"), ("'x'", "'accuracy'")
        ),
        "the axes labelled “accuracy” show the loss": but(CURVES, ("history['accuracy']", "history['loss']"), ("val_accuracy", "val_loss")),
        "should be labelled “loss”, that of the other “accuracy”": but(CURVES, ("ylabel='accuracy'", "title='accuracy'")),
        "training_figure, accuracy: the lines have labels, but nothing shows them": but(CURVES, ("right.legend()\n", "")),
        "training_figure, loss: the x axis should be labelled “epoch”": but(CURVES, ("left.set(xlabel='epoch', ", "left.set(")),
        "training_figure, accuracy should draw 2 lines": but(
            CURVES, ("right.plot(epochs, history['val_accuracy'], label='validation')\n", "")
        ),
        "should be labelled ['training', 'validation']": but(CURVES, ("'validation'", "'val'")),
        "returns the axes": but(CURVES, ("return figure", "return left")),
        "did you forget `return`": but(CURVES, ("return figure", "plt.show()")),
    },
    "convolution_costs": {
        "You treat `same` like `valid`": but(
            COSTS, ("-(-h // stride), -(-w // stride)", "(h - kernel_size) // stride + 1, (w - kernel_size) // stride + 1")
        ),
        "You treat `valid` like `same`": but(COSTS, ("padding == 'same'", "True")),
        "For `valid` the size is rounded up": but(
            COSTS,
            ("(h - kernel_size) //", "-(-(h - kernel_size) //"),
            ("(w - kernel_size) //", "-(-(w - kernel_size) //"),
            ("stride + 1", "stride) + 1"),
        ),
        "For `same` the size is rounded down": but(COSTS, ("-(-h // stride)", "h // stride"), ("-(-w // stride)", "w // stride")),
        "With `valid` one place is missing": but(COSTS, (" // stride + 1", " // stride")),
        "The stride is missing": "stride = 1\n" + COSTS,
        "`same` does not keep the size if there is a stride": but(COSTS, ("-(-h // stride), -(-w // stride)", "h, w")),
        "That is right for odd kernels only": but(
            COSTS,
            ("-(-h // stride)", "(h + 2 * (kernel_size // 2) - kernel_size) // stride + 1"),
            ("-(-w // stride)", "(w + 2 * (kernel_size // 2) - kernel_size) // stride + 1"),
        ),
        "Your sizes have a fraction": but(
            COSTS, ("-(-h // stride), -(-w // stride)", "h / stride, w / stride"), (") // stride + 1", ") / stride + 1")
        ),
        "the height for rows and columns": but(COSTS, ("h, w, c = input_shape", "h, _, c = input_shape\nw = h")),
        "Height and width are swapped": but(COSTS, ("h, w, c =", "w, h, c =")),
        "leaves out the channels in: multiply all four": but(COSTS, ("kernel_size**2 * c", "kernel_size**2")),
        "the functions of the page are not known here": "rows = size_after(input_shape[0], kernel_size, stride)\nreturn rows",
        "not as many as the input": but(COSTS, ("(rows, columns, filters)", "(rows, columns, c)")),
        "has three sizes": but(COSTS, ("(rows, columns, filters)", "(rows, columns)")),
        "The channels come last": but(COSTS, ("(rows, columns, filters)", "(filters, rows, columns)")),
        "The kernel has no channels in": but(COSTS, ("kernel_size**2 * c", "kernel_size**2"), ("size, c, filters)", "size, filters)")),
        "Channels in and out are swapped": but(COSTS, ("size, c, filters)", "size, filters, c)")),
        "The channels out come last": but(COSTS, ("(kernel_size, kernel_size, c, filters)", "(filters, kernel_size, kernel_size, c)")),
        "That is the shape of one kernel": but(
            COSTS, ("kernel_size**2 * c * filters", "kernel_size**2 * c"), ("size, c, filters)", "size, c)")
        ),
        "The biases are missing": but(COSTS, ("weights + filters", "weights")),
        "more than one bias": but(COSTS, ("weights + filters", "weights + 1")),
        "don't depend on the size of the picture": but(COSTS, ("weights + filters", "rows * columns * (weights + filters)")),
        "You count the biases among the multiplications. They": but(COSTS, ("columns * weights", "columns * (weights + filters)")),
        "multiplications, once each": but(COSTS, ("rows * columns * weights", "rows * columns * weights + filters")),
        "those of one place": but(COSTS, ("rows * columns * weights", "weights")),
        "you take the places of the input": but(COSTS, ("rows * columns * weights", "h * w * weights")),
        "leave out the channels in": but(COSTS, ("columns * weights", "columns * weights // c")),
        "multiplications are those of one kernel": but(COSTS, ("columns * weights", "columns * weights // filters")),
        "count the channels out twice": but(COSTS, ("columns * weights", "columns * filters * weights")),
        "should return 4 values": but(COSTS, (", weights + filters, rows * columns * weights", "")),
    },
    "costs_by_hand": {
        "The channels in are missing. A kernel": but(BY_HAND, ("(5, 5, 3, 8)", "(5, 5, 8)")),
        "Channels in and out are swapped": but(BY_HAND, ("(5, 5, 3, 8)", "(5, 5, 8, 3)")),
        "That is one kernel.": but(BY_HAND, ("(5, 5, 3, 8)", "(5, 5, 3)")),
        "The number of kernels comes last": but(BY_HAND, ("(5, 5, 3, 8)", "(8, 5, 5, 3)")),
        "What about the channels?": but(BY_HAND, ("(5, 5, 3, 8)", "(5, 5)")),
        "That is a kernel for one channel": but(BY_HAND, ("(5, 5, 3, 8)", "(5, 5, 1, 8)")),
        "Its input is not the picture": but(BY_HAND, ("(3, 3, 8, 16)", "(3, 3, 3, 16)")),
        "That is its output shape": but(BY_HAND, ("(3, 3, 8, 16)", "(5, 5, 16)")),
        "a dense kernel is (numbers in, numbers out)": but(BY_HAND, ("(64, 10)", "(10, 64)")),
        "no part of the kernel": but(BY_HAND, ("(64, 10)", "(65, 10)")),
        "the kernel of dense has not the shape (16, 10). It is": but(BY_HAND, ("(64, 10)", "(16, 10)")),
        "That is the number of weights": but(BY_HAND, ("345600", "600")),
        "That is the number of parameters": but(BY_HAND, ("640", "650")),
        "You count the biases. They are added": but(BY_HAND, ("345600", "24 * 24 * 608")),
        "You count the biases as well": but(BY_HAND, ("345600", "345608")),
        "You count the places of its input": but(BY_HAND, ("28800", "12 * 12 * 1152")),
        "The channels in are missing: at each place": but(BY_HAND, ("28800", "3600")),
        "You count for one kernel only": but(BY_HAND, ("28800", "1800")),
        "count them once": but(BY_HAND, ("28800", "28800 * 16")),
        "conv_1 does not take 4608 multiplications. That is how many numbers come out": but(BY_HAND, ("345600", "4608")),
        "Each pair of them has a weight": but(BY_HAND, ("640", "74")),
        "conv_1 does not take 1 multiplications. Its kernel is right": but(BY_HAND, ("345600", "1")),
        "what is missing is dense": but(BY_HAND, (", 'dense': ((64, 10), 640)", "")),
        "should have two entries": but(BY_HAND, ("((64, 10), 640)", "640")),
    },
}

# Who types the visible answers in gains nothing.
HIDDEN = {
    "make_cnn": {"whatever `classes` says": but(NETWORK, ("Dense(classes", "Dense(classes if classes in (10, 3) else 10"))},
    "best_epoch": {
        "best_epoch(": "known = [[0.8, 0.5, 0.6, 0.7], [0.9, 0.7, 0.8, 0.5, 0.6], [0.9, 0.5, 0.6, 0.5]]\n"
        "rng = np.random.default_rng(0)\n"
        "known += [rng.uniform(size=(4, int(rng.integers(5, 9)))).round(3).tolist()[1] for _ in range(4)]\n"
        "return np.argmin(history['val_loss']) + 1 if history['val_loss'] in known else 1",
    },
}
