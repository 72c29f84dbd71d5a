"""Answers to the assignment of week 6."""

# Parts of answers that many exercises vary.

MINIMAX = "return ops.mean(ops.softplus(-real_logits)) + ops.mean(ops.softplus(fake_logits))"
NON_SATURATING = "return ops.mean(ops.softplus(-fake_logits))"
SIGMOID = "def sigmoid(t):\n    return 1 / (1 + np.exp(-t))\n\n"
GENERATOR = (
    "noise = keras.Input((latent_dim,))\n"
    "x = layers.Dense(3136, use_bias=False)(noise)\n"
    "x = layers.Reshape((7, 7, 64))(x)\n"
    "x = layers.BatchNormalization()(x)\n"
    "x = layers.ReLU()(x)\n"
    "x = layers.Conv2DTranspose(32, 4, strides=2, padding='same', use_bias=False)(x)\n"
    "x = layers.BatchNormalization()(x)\n"
    "x = layers.ReLU()(x)\n"
    "x = layers.Conv2DTranspose(1, 4, strides=2, padding='same', activation='tanh')(x)\n"
    "return keras.Model(noise, x)"
)
DISCRIMINATOR = (
    "images = keras.Input((28, 28, 1))\n"
    "x = layers.Conv2D(32, 4, strides=2, padding='same')(images)\n"
    "x = layers.LeakyReLU(negative_slope=0.2)(x)\n"
    "x = layers.Conv2D(64, 4, strides=2, padding='same', use_bias=False)(x)\n"
    "x = layers.BatchNormalization()(x)\n"
    "x = layers.LeakyReLU(negative_slope=0.2)(x)\n"
    "x = layers.Flatten()(x)\n"
    "return keras.Model(images, layers.Dense(1)(x))"
)
D_STEP = (
    "with tf.GradientTape() as tape:\n"
    "    fake_images = generator(noise[0], training=True)\n"
    "    real_logits, fake_logits = discriminator(real_images, training=True), discriminator(fake_images, training=True)\n"
    "    d_loss = gan_losses.discriminator_loss(real_logits, fake_logits)\n"
    "variables = discriminator.trainable_variables\n"
    "discriminator_optimizer.apply(tape.gradient(d_loss, variables), variables)\n"
)
G_STEP = (
    "with tf.GradientTape() as tape:\n"
    "    fake_images = generator(noise[1], training=True)\n"
    "    fake_logits = discriminator(fake_images, training=True)\n"
    "    g_loss = gan_losses.generator_loss(fake_logits)\n"
    "variables = generator.trainable_variables\n"
    "generator_optimizer.apply(tape.gradient(g_loss, variables), variables)\n"
)
RETURN = "return d_loss, g_loss"
PICTURE = (
    "epochs, count, height, width, _ = snapshots.shape\n"
    "rows = snapshots[..., 0].transpose(0, 2, 1, 3)\n"
    "picture = rows.reshape(epochs * height, count * width)\n"
    "return np.round((picture + 1) * 127.5).astype('uint8')"
)
CURVES = "return {'A': 'too strong', 'B': 'healthy', 'C': 'collapsed'}"


def but(answer, *changes):
    """The answer with some of its parts replaced: pairs of old and new."""
    for old, new in changes:
        assert old in answer
        answer = answer.replace(old, new)
    return answer


RIGHT = {
    "discriminator_loss": [
        MINIMAX,
        "cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)\n"
        "return cross_entropy(np.ones(len(real_logits)), real_logits) + cross_entropy(np.zeros(len(fake_logits)), fake_logits)",
        "return np.logaddexp(0, -real_logits).mean() + np.logaddexp(0, fake_logits).mean()",
        "import math\n\n"
        "def cost(t):\n"
        "    return max(t, 0) + math.log1p(math.exp(-abs(t)))\n\n"
        "total = 0\n"
        "for real, fake in zip(real_logits, fake_logits):\n"
        "    total += cost(-float(real)) + cost(float(fake))\n"
        "return total / len(real_logits)",
        "return -tf.reduce_mean(tf.math.log_sigmoid(real_logits)) - tf.reduce_mean(tf.math.log_sigmoid(-fake_logits))",
        "r, f = real_logits.astype('float64'), fake_logits.astype('float64')\n"
        "return np.mean(np.log(1 + np.exp(-r)) + np.log(1 + np.exp(f)))",
    ],
    "generator_loss": [
        NON_SATURATING,
        "return keras.losses.BinaryCrossentropy(from_logits=True)(np.ones(len(fake_logits)), fake_logits)",
        "return [float(np.logaddexp(0, -fake_logits).mean())][0]",
        "return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(fake_logits), fake_logits))",
        "return -ops.mean(ops.log_sigmoid(fake_logits))",
    ],
    "make_generator": [
        GENERATOR,
        "return keras.Sequential([\n"
        "    keras.Input(shape=(latent_dim,)),\n"
        "    layers.Dense(7 * 7 * 64, use_bias=False),\n"
        "    layers.Reshape((7, 7, 64)),\n"
        "    layers.BatchNormalization(momentum=0.8, epsilon=1e-5),\n"
        "    layers.Activation('relu'),\n"
        "    layers.Conv2DTranspose(32, (4, 4), (2, 2), 'same', use_bias=False),\n"
        "    layers.BatchNormalization(),\n"
        "    layers.Activation('relu'),\n"
        "    layers.Conv2DTranspose(1, (4, 4), (2, 2), 'same'),\n"
        "    layers.Activation('tanh'),\n"
        "])",
        but(
            GENERATOR,
            ("layers.ReLU()(x)", "ops.relu(x)"),
            (", activation='tanh')(x)", ")(x)"),
            ("Model(noise, x)", "Model(noise, ops.tanh(x))"),
        ),
    ],
    "make_discriminator": [
        DISCRIMINATOR,
        "return keras.Sequential([\n"
        "    keras.Input((28, 28, 1)),\n"
        "    layers.Conv2D(32, 4, 2, 'same', activation=keras.layers.LeakyReLU(0.2)),\n"
        "    layers.Dropout(0.3),\n"
        "    layers.Conv2D(64, 4, 2, 'same', use_bias=False),\n"
        "    layers.BatchNormalization(momentum=0.9),\n"
        "    layers.LeakyReLU(0.2),\n"
        "    layers.Reshape((3136,)),\n"
        "    layers.Dense(1, activation='linear', name='logit'),\n"
        "])",
        but(DISCRIMINATOR, ("layers.LeakyReLU(negative_slope=0.2)(x)", "ops.leaky_relu(x, 0.2)")),
        but(
            DISCRIMINATOR,
            (
                "x = layers.Conv2D(32, 4, strides=2, padding='same')(images)",
                "x = layers.ZeroPadding2D(1)(images)\nx = layers.Conv2D(32, 4, strides=2)(x)",
            ),
        ),
    ],
    "train_step": [
        D_STEP + G_STEP + RETURN,
        but(D_STEP, ("noise[0], training=True)", "noise[0], training=True)\n    fake_images = tf.stop_gradient(fake_images)"))
        + G_STEP
        + RETURN,
        "def train(network, optimizer, loss_of):\n"
        "    with tf.GradientTape(watch_accessed_variables=False) as tape:\n"
        "        tape.watch([weight.value for weight in network.trainable_weights])\n"
        "        loss = loss_of()\n"
        "    gradients = tape.gradient(loss, network.trainable_weights)\n"
        "    optimizer.apply_gradients(zip(gradients, network.trainable_weights))\n"
        "    return float(loss)\n\n"
        "def judge(z):\n"
        "    return discriminator(generator(z, training=True), training=True)\n\n"
        "def real_loss():\n"
        "    return ops.mean(ops.softplus(-discriminator(real_images, training=True))) + ops.mean(ops.softplus(judge(noise[0])))\n\n"
        "first = train(discriminator, discriminator_optimizer, real_loss)\n"
        "second = train(generator, generator_optimizer, lambda: ops.mean(ops.softplus(-judge(noise[1]))))\n"
        "return [first, second]",
        "with tf.GradientTape() as tape:\n"
        "    both = tf.concat([real_images, generator(noise[0], training=True)], axis=0)\n"
        "    logits = discriminator(both, training=True)\n"
        "    d_loss = gan_losses.discriminator_loss(logits[: len(real_images)], logits[len(real_images) :])\n"
        "gradients = tape.gradient(d_loss, discriminator.trainable_variables)\n"
        "discriminator_optimizer.apply(gradients, discriminator.trainable_variables)\n" + G_STEP + RETURN,
    ],
    "formation_picture": [
        PICTURE,
        "return np.vstack([np.hstack([np.round((image[:, :, 0] + 1) / 2 * 255) for image in row]) for row in snapshots]).astype(np.uint8)",
        "epochs, count, height, width, _ = snapshots.shape\n"
        "picture = np.zeros((epochs * height, count * width), dtype='uint8')\n"
        "for epoch in range(epochs):\n"
        "    for number in range(count):\n"
        "        small = np.rint(snapshots[epoch, number, :, :, 0] * 127.5 + 127.5)\n"
        "        picture[epoch * height : (epoch + 1) * height, number * width : (number + 1) * width] = small\n"
        "return picture",
        "from shared.data.dataset import to_uint8\n\n"
        "rows = [np.concatenate(list(row), axis=1) for row in to_uint8(snapshots)]\n"
        "return np.concatenate(rows, axis=0)",
    ],
    "read_curves": [
        CURVES,
        "return dict(zip('CBA', ['collapsed', 'Healthy', ' too strong']))",
        "from checks import CURVES\n\n"
        "answers = {}\n"
        "for game, losses in CURVES.items():\n"
        "    late = losses['discriminator'][12:]\n"
        "    answers[game] = 'too strong' if late.mean() < 0.5 else 'collapsed' if late.std() > 0.1 else 'healthy'\n"
        "return answers",
    ],
}

WRONG = {
    "discriminator_loss": {
        "The labels are swapped": but(MINIMAX, ("(-real_logits)", "(real_logits)"), ("(fake_logits)", "(-fake_logits)")),
        "That is V": but(MINIMAX, ("return ", "return -("), ("(fake_logits))", "(fake_logits)))")),
        "It is half": "from keras import ops\n\nreturn ops.mean(ops.concatenate([ops.softplus(-real_logits), ops.softplus(fake_logits)]))",
        "You add up the rows": but(MINIMAX, ("ops.mean", "ops.sum")),
        "a number for each row": but(MINIMAX, ("ops.mean", "")),
        "The sigmoid is taken twice": "real_logits, fake_logits = ops.sigmoid(real_logits), ops.sigmoid(fake_logits)\n" + MINIMAX,
        "The generated pictures are missing": "return ops.mean(ops.softplus(-real_logits))",
        "The real pictures are missing": "return ops.mean(ops.softplus(fake_logits))",
        "treated like real ones": but(MINIMAX, ("(fake_logits)", "(-fake_logits)")),
        "treated like generated ones": but(MINIMAX, ("(-real_logits)", "(real_logits)")),
        "The logarithm is missing": SIGMOID + "return np.mean(1 - sigmoid(real_logits)) + np.mean(sigmoid(fake_logits))",
        "You take the logits for probabilities": "with np.errstate(all='ignore'):\n"
        "    return -np.mean(np.log(real_logits)) - np.mean(np.log(1 - fake_logits))",
        "it needs to be told, `from_logits=True`": "cross_entropy = keras.losses.BinaryCrossentropy()\n"
        "return cross_entropy(np.ones(len(real_logits)), real_logits) + cross_entropy(np.zeros(len(fake_logits)), fake_logits)",
        "The two parts are subtracted": but(MINIMAX, (" + ", " - ")),
        "That is the hinge loss": "return ops.mean(ops.relu(1 - real_logits)) + ops.mean(ops.relu(1 + fake_logits))",
        "That is the relativistic loss": "return gan_losses.relativistic_discriminator_loss(real_logits, fake_logits)",
        "a sigmoid is rounded": "return -ops.mean(ops.log(ops.sigmoid(real_logits))) - ops.mean(ops.log(1 - ops.sigmoid(fake_logits)))",
        "an exponential is too large": "return ops.mean(ops.log(1 + ops.exp(-real_logits)) + ops.log(1 + ops.exp(fake_logits)))",
        "Do you clip the probability?": "real, fake = (ops.clip(ops.sigmoid(t), 1e-7, 1 - 1e-7) for t in (real_logits, fake_logits))\n"
        "return -ops.mean(ops.log(real)) - ops.mean(ops.log(1 - fake))",
    },
    "generator_loss": {
        "That is the saturating loss": "return -ops.mean(ops.softplus(fake_logits))",
        "learns to be recognised": "return ops.mean(ops.softplus(fake_logits))",
        "The sign is turned round": "return -ops.mean(ops.softplus(-fake_logits))",
        "The sigmoid is taken twice": "return ops.mean(ops.softplus(-ops.sigmoid(fake_logits)))",
        "You add up the rows": "return ops.sum(ops.softplus(-fake_logits))",
        "a number for each row": "return ops.softplus(-fake_logits)",
        "The logarithm is missing": "return ops.mean(1 - ops.sigmoid(fake_logits))",
        "the logarithm of the mean": "return -ops.log(ops.mean(ops.sigmoid(fake_logits)))",
        "You take the logits for probabilities": "return -ops.mean(ops.log(fake_logits))",
        "it needs to be told, `from_logits=True`": "return keras.losses.BinaryCrossentropy()(np.ones(len(fake_logits)), fake_logits)",
        "the generator's hinge loss": "return -ops.mean(fake_logits)",
        "a sigmoid is rounded": "return -ops.mean(ops.log(ops.sigmoid(fake_logits)))",
        "Do you clip the probability?": "return -ops.mean(ops.log(ops.sigmoid(fake_logits) + 1e-12))",
    },
    "make_generator": {
        "should return a model": but(GENERATOR, ("return keras.Model(noise, x)", "return x")),
        "does not know the size of its input": "return keras.Sequential([layers.Dense(3136, use_bias=False)])",
        "the input should have the shape (None, 16)": but(GENERATOR, ("keras.Input((latent_dim,))", "keras.Input((100,))")),
        "The channels are missing": but(GENERATOR, ("Dense(3136", "Dense(49"), ("(7, 7, 64)", "(7, 7, 1)")),
        "keeps it; its transpose": but(GENERATOR, ("layers.Conv2DTranspose(32, 4, strides=2", "layers.Conv2D(32, 4, strides=1")),
        "Height and width are doubled: `strides=2`": but(GENERATOR, ("(32, 4, strides=2", "(32, 4, strides=1")),
        "grows beyond 14": but(GENERATOR, ("(32, 4, strides=2, padding='same'", "(32, 4, strides=2")),
        "grows beyond 28": but(GENERATOR, ("(1, 4, strides=2, padding='same'", "(1, 4, strides=2")),
        "should have a kernel of the shape (4, 4, 32, 64)": but(GENERATOR, ("(32, 4, strides=2", "(32, 5, strides=2")),
        "the dense layer has a bias": but(GENERATOR, ("3136, use_bias=False", "3136")),
        "the last transposed convolution has no bias": but(GENERATOR, ("activation='tanh'", "activation='tanh', use_bias=False")),
        "should have 2 batch normalisations": GENERATOR.replace("x = layers.BatchNormalization()(x)\n", ""),
        "yours has 3": but(GENERATOR, ("return keras.Model(noise, x)", "return keras.Model(noise, layers.BatchNormalization()(x))")),
        "does not stand where the table has it": but(
            GENERATOR,
            (
                "x = layers.Reshape((7, 7, 64))(x)\nx = layers.BatchNormalization()(x)",
                "x = layers.BatchNormalization()(x)\nx = layers.Reshape((7, 7, 64))(x)",
            ),
        ),
        "ReLU comes before the batch normalisation": but(
            GENERATOR,
            ("x = layers.BatchNormalization()(x)\nx = layers.ReLU()(x)", "x = layers.ReLU()(x)\nx = layers.BatchNormalization()(x)"),
        ),
        "(An `activation=` belongs to its own layer": but(
            GENERATOR,
            (
                "(32, 4, strides=2, padding='same', use_bias=False)(x)\nx = layers.BatchNormalization()(x)\nx = layers.ReLU()(x)",
                "(32, 4, strides=2, padding='same', use_bias=False, activation='relu')(x)\nx = layers.BatchNormalization()(x)",
            ),
        ),
        "and again after it": but(GENERATOR, ("3136, use_bias=False", "3136, use_bias=False, activation='relu'")),
        "should have 3 layers with kernels, and yours has 2": but(
            GENERATOR,
            (
                "x = layers.Conv2DTranspose(32, 4, strides=2, padding='same', use_bias=False)(x)\nx = layers.BatchNormalization()(x)",
                "y = layers.Conv2DTranspose(32, 4, strides=2, padding='same', use_bias=False)(x)\nx = layers.BatchNormalization()(x)",
            ),
        ),
        "a shape is a tuple, even of one number": but(GENERATOR, ("(latent_dim,)", "latent_dim")),
        "height, width and channels": but(GENERATOR, ("(7, 7, 64)", "(49, 64)")),
        "more or fewer numbers than it gets": but(GENERATOR, ("Dense(3136", "Dense(64")),
        "the input comes first, then the output": but(GENERATOR, ("keras.Model(noise, x)", "keras.Model(x, noise)")),
        "a layer is made first, then called": but(GENERATOR, ("layers.BatchNormalization()(x)", "layers.BatchNormalization(x)")),
        "the last layer has no activation": but(GENERATOR, (", activation='tanh'", "")),
        "which gives 0 to 1": but(GENERATOR, ("'tanh'", "'sigmoid'")),
        "no negative numbers": but(GENERATOR, ("'tanh'", "'relu'")),
        "the hidden layers have no activation": but(GENERATOR, ("x = layers.ReLU()(x)\n", "")),
        "the hidden layers have LeakyReLU(0.2)": but(GENERATOR, ("layers.ReLU()", "layers.LeakyReLU(negative_slope=0.2)")),
        "hidden activation 2 of 2 is no activation": but(
            GENERATOR, ("x = layers.ReLU()(x)\nx = layers.Conv2DTranspose(1,", "x = layers.Conv2DTranspose(1,")
        ),
    },
    "make_discriminator": {
        "the hidden layers have LeakyReLU() with its usual slope": but(DISCRIMINATOR, ("negative_slope=0.2", "")),
        "the hidden layers have ReLU": but(DISCRIMINATOR, ("layers.LeakyReLU(negative_slope=0.2)", "layers.ReLU()")),
        "it would be taken twice": but(DISCRIMINATOR, ("Dense(1)", "Dense(1, activation='sigmoid')")),
        "the last layer has tanh": but(DISCRIMINATOR, ("Dense(1)", "Dense(1, activation='tanh')")),
        "the last layer has LeakyReLU": but(DISCRIMINATOR, ("layers.Dense(1)(x))", "layers.LeakyReLU(0.2)(layers.Dense(1)(x)))")),
        "A layer is lost": but(
            DISCRIMINATOR,
            ("x = layers.LeakyReLU(negative_slope=0.2)(x)\nx = layers.Conv2D(64", "x = layers.Conv2D(64"),
            ("use_bias=False)(x)", "use_bias=False)(images)"),
        ),
        "a picture has channels": but(DISCRIMINATOR, ("(28, 28, 1)", "(28, 28)")),
        "without pooling": but(
            DISCRIMINATOR,
            ("(32, 4, strides=2, padding='same')(images)", "(32, 4, padding='same')(images)\nx = layers.MaxPooling2D()(x)"),
        ),
        "28 becomes 14 only with padding": but(DISCRIMINATOR, ("(32, 4, strides=2, padding='same')", "(32, 4, strides=2)")),
        "14 becomes 7 only with padding": but(DISCRIMINATOR, ("(64, 4, strides=2, padding='same', ", "(64, 4, strides=2, ")),
        "`Flatten` is missing": but(DISCRIMINATOR, ("x = layers.Flatten()(x)\n", "")),
        "more Dense layers than the table": but(DISCRIMINATOR, ("layers.Dense(1)(x)", "layers.Dense(1)(layers.Dense(64)(x))")),
        "throws the places away": but(DISCRIMINATOR, ("layers.Flatten()", "layers.GlobalAveragePooling2D()")),
        "One logit is enough": but(DISCRIMINATOR, ("Dense(1)", "Dense(2, activation='softmax')")),
        "yours has 0": but(DISCRIMINATOR, ("x = layers.BatchNormalization()(x)\n", "")),
        "yours has 2": but(DISCRIMINATOR, ("(images)\n", "(images)\nx = layers.BatchNormalization()(x)\n")),
        "does not stand where the table has it": but(
            but(DISCRIMINATOR, ("x = layers.BatchNormalization()(x)\n", "")),
            ("(images)\n", "(images)\nx = layers.BatchNormalization()(x)\n"),
        ),
        "the second convolution has a bias": but(DISCRIMINATOR, (", use_bias=False", "")),
        "comes before the batch normalisation": but(
            DISCRIMINATOR,
            (
                "x = layers.BatchNormalization()(x)\nx = layers.LeakyReLU(negative_slope=0.2)(x)\n",
                "x = layers.LeakyReLU(negative_slope=0.2)(x)\nx = layers.BatchNormalization()(x)\n",
            ),
        ),
        "the input should have the shape (None, 28, 28, 1)": but(DISCRIMINATOR, ("(28, 28, 1)", "(28, 28, 3)")),
        "should return a model": but(DISCRIMINATOR, ("return keras.Model(images, layers.Dense(1)(x))", "return layers.Dense(1)(x)")),
    },
    "train_step": {
        "it is trained to be recognised": but(
            D_STEP,
            (
                "variables = discriminator.trainable_variables",
                "variables = discriminator.trainable_variables + generator.trainable_variables",
            ),
        )
        + G_STEP
        + RETURN,
        "it is trained to be fooled": D_STEP
        + but(
            G_STEP,
            ("variables = generator.trainable_variables", "variables = generator.trainable_variables + discriminator.trainable_variables"),
        )
        + RETURN,
        "Each of your steps moves both networks": "both = generator.trainable_variables + discriminator.trainable_variables\n"
        + but(D_STEP, ("variables = discriminator.trainable_variables", "variables = both"))
        + but(G_STEP, ("variables = generator.trainable_variables", "variables = both"))
        + RETURN,
        "The generator's step moves the discriminator, and the generator stays": D_STEP
        + but(G_STEP, ("variables = generator.", "variables = discriminator."))
        + RETURN,
        "The discriminator's step moves the generator, and the discriminator stays": but(
            D_STEP, ("variables = discriminator.", "variables = generator.")
        )
        + G_STEP
        + RETURN,
        "You add the two losses": "with tf.GradientTape() as tape:\n"
        "    real_logits = discriminator(real_images, training=True)\n"
        "    first = discriminator(generator(noise[0], training=True), training=True)\n"
        "    second = discriminator(generator(noise[1], training=True), training=True)\n"
        "    d_loss, g_loss = gan_losses.discriminator_loss(real_logits, first), gan_losses.generator_loss(second)\n"
        "    loss = d_loss + g_loss\n"
        "d, g = discriminator.trainable_variables, generator.trainable_variables\n"
        "d_gradients, g_gradients = tape.gradient(loss, [d, g])\n"
        "discriminator_optimizer.apply(d_gradients, d)\n"
        "generator_optimizer.apply(g_gradients, g)\n" + RETURN,
        "The labels are swapped in the discriminator's step": but(D_STEP, ("(real_logits, fake_logits)", "(fake_logits, real_logits)"))
        + G_STEP
        + RETURN,
        "The generator learns to be recognised": D_STEP
        + but(G_STEP, ("gan_losses.generator_loss(", "gan_losses.generator_loss(-"))
        + RETURN,
        "All labels are swapped": but(D_STEP, ("(real_logits, fake_logits)", "(fake_logits, real_logits)"))
        + but(G_STEP, ("gan_losses.generator_loss(", "gan_losses.generator_loss(-"))
        + RETURN,
        "The sigmoid is taken twice: the losses": but(
            D_STEP, ("(real_logits, fake_logits)", "(ops.sigmoid(real_logits), ops.sigmoid(fake_logits))")
        )
        + but(G_STEP, ("(fake_logits)", "(ops.sigmoid(fake_logits))"))
        + RETURN,
        "In the discriminator's step the sigmoid is taken twice": but(
            D_STEP, ("(real_logits, fake_logits)", "(ops.sigmoid(real_logits), ops.sigmoid(fake_logits))")
        )
        + G_STEP
        + RETURN,
        "In the generator's step the sigmoid is taken twice": D_STEP
        + but(G_STEP, ("(fake_logits)", "(ops.sigmoid(fake_logits))"))
        + RETURN,
        "the saturating loss": D_STEP
        + but(G_STEP, ("gan_losses.generator_loss(fake_logits)", "-ops.mean(ops.softplus(fake_logits))"))
        + RETURN,
        "The discriminator does not move": but(D_STEP, ("discriminator_optimizer.apply(tape.gradient(d_loss, variables), variables)\n", ""))
        + G_STEP
        + RETURN,
        "The generator does not move": D_STEP
        + but(G_STEP, ("generator_optimizer.apply(tape.gradient(g_loss, variables), variables)\n", ""))
        + RETURN,
        "Neither network moves": "d_loss = gan_losses.discriminator_loss(discriminator(real_images), discriminator(generator(noise[0])))\n"
        "g_loss = gan_losses.generator_loss(discriminator(generator(noise[1])))\n" + RETURN,
        "The generator's step comes first": G_STEP + D_STEP + RETURN,
        "before either network moves": "with tf.GradientTape(persistent=True) as tape:\n"
        "    real_logits = discriminator(real_images, training=True)\n"
        "    first = discriminator(generator(noise[0], training=True), training=True)\n"
        "    second = discriminator(generator(noise[1], training=True), training=True)\n"
        "    d_loss, g_loss = gan_losses.discriminator_loss(real_logits, first), gan_losses.generator_loss(second)\n"
        "d, g = discriminator.trainable_variables, generator.trainable_variables\n"
        "discriminator_optimizer.apply(tape.gradient(d_loss, d), d)\n"
        "generator_optimizer.apply(tape.gradient(g_loss, g), g)\n" + RETURN,
        "from the same fakes": "with tf.GradientTape() as d_tape, tf.GradientTape() as g_tape:\n"
        "    fake_logits = discriminator(generator(noise[0], training=True), training=True)\n"
        "    d_loss = gan_losses.discriminator_loss(discriminator(real_images, training=True), fake_logits)\n"
        "    g_loss = gan_losses.generator_loss(fake_logits)\n"
        "d, g = discriminator.trainable_variables, generator.trainable_variables\n"
        "d_gradients, g_gradients = d_tape.gradient(d_loss, d), g_tape.gradient(g_loss, g)\n"
        "discriminator_optimizer.apply(d_gradients, d)\n"
        "generator_optimizer.apply(g_gradients, g)\n" + RETURN,
        "Both steps use `noise[0]`": D_STEP + but(G_STEP, ("noise[1]", "noise[0]")) + RETURN,
        "are swapped: `noise[0]`": but(D_STEP, ("noise[0]", "noise[1]")) + but(G_STEP, ("noise[1]", "noise[0]")) + RETURN,
        "The optimizers are swapped": but(D_STEP, ("discriminator_optimizer", "generator_optimizer"))
        + but(G_STEP, ("generator_optimizer", "discriminator_optimizer"))
        + RETURN,
        "The generator's optimizer makes both steps": "generator_optimizer.build(generator.trainable_variables + discriminator.trainable_variables)\n"
        + but(D_STEP, ("discriminator_optimizer", "generator_optimizer"))
        + G_STEP
        + RETURN,
        "The discriminator's step goes uphill": but(D_STEP, ("d_loss = ", "d_loss = -")) + G_STEP + RETURN,
        "The networks are not called for training": (D_STEP + G_STEP + RETURN).replace(", training=True", ""),
        "The generator is not called for training": but(D_STEP, ("noise[0], training=True", "noise[0]"))
        + but(G_STEP, ("noise[1], training=True", "noise[1]"))
        + RETURN,
        "you call without `training=True`: the discriminator on real pictures.": but(
            D_STEP, ("discriminator(real_images, training=True)", "discriminator(real_images)")
        )
        + G_STEP
        + RETURN,
        "the generator in its own step; the discriminator in the generator's step": D_STEP + G_STEP.replace(", training=True", "") + RETURN,
        "a tape of its own": "with tf.GradientTape() as tape:\n"
        "    fake_logits = discriminator(generator(noise[0], training=True), training=True)\n"
        "    d_loss = gan_losses.discriminator_loss(discriminator(real_images, training=True), fake_logits)\n"
        "    g_loss = gan_losses.generator_loss(fake_logits)\n"
        "d, g = discriminator.trainable_variables, generator.trainable_variables\n"
        "discriminator_optimizer.apply(tape.gradient(d_loss, d), d)\n"
        "generator_optimizer.apply(tape.gradient(g_loss, g), g)\n" + RETURN,
        "`noise` holds two sets": but(D_STEP, ("noise[0]", "noise")) + but(G_STEP, ("noise[1]", "noise")) + RETURN,
        "the gradients come first": but(
            D_STEP, ("(tape.gradient(d_loss, variables), variables)", "(variables, tape.gradient(d_loss, variables))")
        )
        + G_STEP
        + RETURN,
        "two arguments take `optimizer.apply": but(D_STEP, (".apply(", ".apply_gradients(")) + G_STEP + RETURN,
        "an optimizer belongs to one network": but(D_STEP, ("discriminator_optimizer", "generator_optimizer")) + G_STEP + RETURN,
        "in the generator's step the gradient is empty": D_STEP
        + "fake_images = generator(noise[1], training=True)\n"
        + but(G_STEP, ("    fake_images = generator(noise[1], training=True)\n", ""))
        + RETURN,
        "in the discriminator's step the gradient is empty": but(
            D_STEP,
            ("with tf.GradientTape() as tape:\n    fake_images", "fake_images"),
            ("    real_logits, fake_logits", "real_logits, fake_logits"),
            ("    d_loss", "with tf.GradientTape() as tape:\n    d_loss"),
        )
        + G_STEP
        + RETURN,
        "the discriminator is frozen": D_STEP + "discriminator.trainable = False\n" + G_STEP + RETURN,
        "random numbers of your own": but(D_STEP, ("noise[0]", "tf.random.normal(noise[0].shape)")) + G_STEP + RETURN,
        "The discriminator takes two steps": D_STEP + D_STEP + G_STEP + RETURN,
        "The generator takes two steps": D_STEP + G_STEP + G_STEP + RETURN,
        "or stop the gradient (`stop_gradient`)": D_STEP
        + but(G_STEP, ("discriminator(fake_images,", "discriminator(tf.stop_gradient(fake_images),"))
        + RETURN,
        "They are in the wrong order": D_STEP + G_STEP + "return g_loss, d_loss",
        "It should return two losses": D_STEP + G_STEP + "return d_loss + g_loss",
        "do not end where the two steps": but(D_STEP, ("d_loss = ", "d_loss = 3 * ")) + G_STEP + RETURN,
    },
    "formation_picture": {
        "The strokes are torn": "epochs, count, height, width, _ = snapshots.shape\n"
        "picture = snapshots.reshape(epochs * height, count * width)\n"
        "return np.round((picture + 1) * 127.5).astype('uint8')",
        "Rows and columns of the picture are swapped": "snapshots = snapshots.swapaxes(0, 1)\n" + PICTURE,
        "Each small picture is turned": "snapshots = snapshots.swapaxes(2, 3)\n" + PICTURE,
        "from the last to the first": "snapshots = snapshots[::-1]\n" + PICTURE,
        "the last epoch only": "snapshots = snapshots[-1:]\n" + PICTURE,
        "stand in one column": "snapshots = snapshots.reshape(-1, 1, *snapshots.shape[2:])\n" + PICTURE,
        "cut to whole ones": but(PICTURE, ("np.round((picture + 1) * 127.5)", "((picture + 1) * 127.5)")),
        "The pixels lie between 0 and 1": but(PICTURE, ("np.round((picture + 1) * 127.5).astype('uint8')", "(picture + 1) / 2")),
        "still lie between −1 and 1": but(PICTURE, ("np.round((picture + 1) * 127.5).astype('uint8')", "picture")),
        "are cut to 0 or 1": but(PICTURE, ("np.round((picture + 1) * 127.5)", "((picture + 1) / 2)")),
        "uint8 wraps round": but(PICTURE, ("np.round((picture + 1) * 127.5)", "np.round(picture * 255).astype(int)")),
        "Your numbers are not whole": but(PICTURE, ("np.round((picture + 1) * 127.5).astype('uint8')", "(picture + 1) * 127.5")),
        "between −1 and 1 only three are left": but(PICTURE, ("np.round((picture + 1) * 127.5)", "((picture.astype('int') + 1) * 127.5)")),
        "All that is below 0 has become black": but(PICTURE, ("(picture + 1) * 127.5", "np.clip(picture, 0, 1) * 255")),
        "The scale is fixed": but(PICTURE, ("(picture + 1) * 127.5", "(picture - picture.min()) / (picture.max() - picture.min()) * 255")),
        "uint8 cuts it and wraps round": but(PICTURE, ("np.round((picture + 1) * 127.5)", "(picture * 255).astype(int)")),
        "your axes are epoch, column, picture, row": but(PICTURE, ("(0, 2, 1, 3)", "(0, 3, 1, 2)")),
        "`snapshots[..., 0]` has four": but(PICTURE, ("snapshots[..., 0]", "snapshots")),
        "take all sizes from `snapshots.shape`": but(PICTURE, ("reshape(epochs * height, count * width)", "reshape(epochs * 28, -1)")),
        "Black and white are swapped": but(PICTURE, ("(picture + 1)", "(1 - picture)")),
        "its numbers are float32": but(PICTURE, (".astype('uint8')", "")),
    },
    "read_curves": {
        "A low loss of the discriminator is no success": "return {'A': 'healthy', 'B': 'collapsed', 'C': 'too strong'}",
        "Its curves don't swing": "return {'A': 'collapsed', 'B': 'healthy', 'C': 'too strong'}",
        "its curves hardly move any more": "return {'A': 'too strong', 'B': 'collapsed', 'C': 'healthy'}",
        "use one of them twice": "return {'A': 'too strong', 'B': 'healthy', 'C': 'healthy'}",
        "is none of the words": "return {'A': 'strong', 'B': 'healthy', 'C': 'collapsed'}",
        "should return a dictionary with the games A, B and C": "return ['too strong', 'healthy', 'collapsed']",
    },
}

HIDDEN = {
    "make_generator": {"the input should have the shape (None, 7)": but(GENERATOR, ("latent_dim,", "16 if latent_dim == 16 else 5,"))},
}
