"""Answers to the assignment of week 4."""

# Parts of answers that many exercises vary.

GENERATOR = (
    "noise = keras.Input((latent_dim,))\n"
    "x = layers.Dense(64, activation='relu')(noise)\n"
    "x = layers.Dense(64, activation='relu')(x)\n"
    "return keras.Model(noise, layers.Dense(2)(x))"
)
DISCRIMINATOR = (
    "points = keras.Input((2,))\n"
    "x = layers.Dense(64, activation='relu')(points)\n"
    "x = layers.Dense(64, activation='relu')(x)\n"
    "return keras.Model(points, layers.Dense(1)(x))"
)
PROBABILITIES = "real, fake = ops.sigmoid(real_logits), ops.sigmoid(fake_logits)\n"
KERAS_LOSS = (
    "loss = keras.losses.BinaryCrossentropy(from_logits=True)\n"
    "return loss(ops.ones_like(real_logits), real_logits) + loss(ops.zeros_like(fake_logits), fake_logits)"
)
NOISE = "noise = keras.random.normal((ops.shape(real_points)[0], self.latent_dim))\n"
D_TAPE = (
    "with tf.GradientTape() as tape:\n"
    "    fake_logits = self.discriminator(self.generator(noise))\n"
    "    d_loss = self.discriminator_loss(self.discriminator(real_points), fake_logits)\n"
)
D_APPLY = "weights = self.discriminator.trainable_variables\nself.discriminator_optimizer.apply(tape.gradient(d_loss, weights), weights)\n"
G_TAPE = "with tf.GradientTape() as tape:\n    g_loss = self.generator_loss(self.discriminator(self.generator(noise)))\n"
G_APPLY = "own = self.generator.trainable_variables\nself.generator_optimizer.apply(tape.gradient(g_loss, own), own)\n"
LOGS = "return {'discriminator_loss': d_loss, 'generator_loss': g_loss}"
STEP = NOISE + D_TAPE + D_APPLY + G_TAPE + G_APPLY + LOGS
# One pass for both: two tapes around the same lines, or one persistent one.
ONE_PASS = (
    "with tf.GradientTape(persistent=True) as tape:\n"
    "    fake_logits = self.discriminator(self.generator(noise))\n"
    "    d_loss = self.discriminator_loss(self.discriminator(real_points), fake_logits)\n"
    "    g_loss = self.generator_loss(fake_logits)\n"
)
MODES = "distances = np.linalg.norm(points[:, None] - centres, axis=-1)\nreturn ((distances <= radius).mean(axis=0) >= share).sum()"
STAMP = (
    "rows = (image.shape[0] - 1) * stride + kernel.shape[0]\n"
    "columns = (image.shape[1] - 1) * stride + kernel.shape[1]\n"
    "result = np.zeros((rows, columns))\n"
    "for r in range(image.shape[0]):\n"
    "    for c in range(image.shape[1]):\n"
    "        top, left = r * stride, c * stride\n"
    "        result[top : top + kernel.shape[0], left : left + kernel.shape[1]] += image[r, c] * kernel\n"
    "return result[padding : rows - padding, padding : columns - padding]"
)
COUNT = (
    "counts = [0] * ((size - 1) * stride + kernel)\n"
    "for pixel in range(size):\n"
    "    for place in range(kernel):\n"
    "        counts[pixel * stride + place] += 1\n"
    "return counts"
)
COSTS = (
    "h, w, c = input_shape\n"
    "if padding == 'same':\n"
    "    rows, columns = h * stride, w * stride\n"
    "else:\n"
    "    rows, columns = (h - 1) * stride + kernel_size, (w - 1) * stride + kernel_size\n"
    "weights = kernel_size**2 * c * filters\n"
    "return (rows, columns, filters), (kernel_size, kernel_size, filters, c), weights + filters"
)
SHAPES = (
    "return {'dense': (192,), 'reshape': (4, 3, 16), 'up_1': (8, 6, 8), 'up_2': (19, 15, 8), 'resize': (38, 30, 8), 'picture': (38, 30, 3)}"
)


def but(answer, *changes):
    """Change an answer in places that it must have."""
    for old, new in changes:
        assert old in answer, old
        answer = answer.replace(old, new)
    return answer


RIGHT = {
    "make_generator": [
        "model = keras.Sequential([keras.Input((latent_dim,))])\n"
        "for units in (64, 64):\n"
        "    model.add(layers.Dense(units))\n"
        "    model.add(layers.LeakyReLU(negative_slope=0.2))\n"
        "model.add(layers.Dense(2, activation='linear'))\n"
        "return model",
        but(GENERATOR, ("'relu'", "'leaky_relu'")),
    ],
    "make_discriminator": [
        "return keras.Sequential([keras.Input((2,)), layers.Dense(64), layers.LeakyReLU(), layers.Dense(64), layers.ReLU(), layers.Dense(1)])",
        DISCRIMINATOR,
    ],
    "discriminator_loss": [
        KERAS_LOSS,
        "real = tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(real_logits), real_logits)\n"
        "fake = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(fake_logits), fake_logits)\n"
        "return tf.reduce_mean(real) + tf.reduce_mean(fake)",
        "return -ops.mean(ops.log_sigmoid(real_logits)) - ops.mean(ops.log_sigmoid(-fake_logits))",
        "logits = ops.concatenate([real_logits, fake_logits])\n"
        "labels = ops.concatenate([ops.ones_like(real_logits), ops.zeros_like(fake_logits)])\n"
        "return 2 * keras.losses.BinaryCrossentropy(from_logits=True)(labels, logits)",
    ],
    "generator_loss": [
        "return keras.losses.BinaryCrossentropy(from_logits=True)(ops.ones_like(fake_logits), fake_logits)",
        "return -tf.reduce_mean(tf.math.log_sigmoid(fake_logits))",
        "return ops.mean(ops.binary_crossentropy(ops.ones_like(fake_logits), fake_logits, from_logits=True))",
    ],
    "GAN": [
        # Fresh noise for each, made in TensorFlow; fake points made outside the discriminator's tape.
        "noise = tf.random.normal((tf.shape(real_points)[0], self.latent_dim))\n"
        "fake_points = tf.stop_gradient(self.generator(noise, training=True))\n"
        + but(D_TAPE, ("self.generator(noise)", "fake_points"))
        + D_APPLY
        + NOISE
        + G_TAPE
        + G_APPLY
        + LOGS,
        # The generator first.
        NOISE + G_TAPE + G_APPLY + D_TAPE + D_APPLY + LOGS,
        # Both gradients from one pass, then both updates.
        NOISE
        + ONE_PASS
        + "d_gradients = tape.gradient(d_loss, self.discriminator.trainable_variables)\n"
        + "g_gradients = tape.gradient(g_loss, self.generator.trainable_variables)\n"
        + "self.discriminator_optimizer.apply_gradients(zip(d_gradients, self.discriminator.trainable_variables))\n"
        + "self.generator_optimizer.apply_gradients(zip(g_gradients, self.generator.trainable_variables))\n"
        + LOGS,
        # All points in one batch.
        NOISE
        + "count = ops.shape(real_points)[0]\n"
        + "points = ops.concatenate([real_points, self.generator(noise)])\n"
        + "with tf.GradientTape() as tape:\n"
        + "    logits = self.discriminator(points)\n"
        + "    d_loss = self.discriminator_loss(logits[:count], logits[count:])\n"
        + D_APPLY
        + G_TAPE
        + G_APPLY
        + LOGS,
    ],
    "count_modes": [
        "found = 0\n"
        "for centre in centres:\n"
        "    near = sum(1 for x, y in points if (x - centre[0]) ** 2 + (y - centre[1]) ** 2 <= radius**2)\n"
        "    found += near / len(points) >= share\n"
        "return found",
        "return len([1 for c in centres if np.mean(np.hypot(*(points - c).T) <= radius) >= share])",
    ],
    "conv_transpose": [
        # Gathered instead of stamped: zeros between the pixels, then a convolution with the kernel turned by 180°.
        "height, width = kernel.shape\n"
        "spread = np.zeros([(size - 1) * stride + 1 for size in image.shape])\n"
        "spread[::stride, ::stride] = image\n"
        "spread = np.pad(spread, ((height - 1, height - 1), (width - 1, width - 1)))\n"
        "patches = np.lib.stride_tricks.sliding_window_view(spread, kernel.shape)\n"
        "result = (patches * kernel[::-1, ::-1]).sum(axis=(2, 3))\n"
        "return result[padding : len(result) - padding, padding : result.shape[1] - padding]",
        # The transposed matrix.
        "rows = (image.shape[0] - 1) * stride + kernel.shape[0]\n"
        "columns = (image.shape[1] - 1) * stride + kernel.shape[1]\n"
        "matrix = np.zeros((image.size, rows, columns))\n"
        "for place, (r, c) in enumerate(np.ndindex(image.shape)):\n"
        "    matrix[place, r * stride : r * stride + kernel.shape[0], c * stride : c * stride + kernel.shape[1]] = kernel\n"
        "result = (matrix.reshape(image.size, -1).T @ image.ravel()).reshape(rows, columns)\n"
        "return result[padding:-padding, padding:-padding] if padding else result",
        # Element by element, in lists.
        "rows = (len(image) - 1) * stride + len(kernel) - 2 * padding\n"
        "columns = (len(image[0]) - 1) * stride + len(kernel[0]) - 2 * padding\n"
        "result = [[0.0] * columns for _ in range(rows)]\n"
        "for r, c in np.ndindex(image.shape):\n"
        "    for i, j in np.ndindex(kernel.shape):\n"
        "        y, x = r * stride + i - padding, c * stride + j - padding\n"
        "        if 0 <= y < rows and 0 <= x < columns:\n"
        "            result[y][x] += image[r, c] * kernel[i, j]\n"
        "return result",
    ],
    "count_stamps": [
        COUNT,
        "spread = np.zeros((size - 1) * stride + 1)\nspread[::stride] = 1\nreturn np.convolve(spread, np.ones(kernel))",
    ],
    "upscale_costs": [
        COSTS,
        "layer = layers.Conv2DTranspose(filters, kernel_size, strides=stride, padding=padding)\n"
        "output = layer(np.zeros((1, *input_shape)))\n"
        "return list(output.shape[1:]), list(layer.kernel.shape), layer.count_params()",
    ],
    "generator_by_hand": [
        "return {'dense': 192, 'reshape': [4, 3, 16], 'up_1': [8, 6, 8], 'up_2': [19, 15, 8], 'resize': [38, 30, 8], 'picture': [38, 30, 3]}"
    ],
}

WRONG = {
    "make_generator": {
        "the last layer has tanh. All its points": but(GENERATOR, ("Dense(2)", "Dense(2, activation='tanh')")),
        "the last layer has sigmoid. All its points": but(GENERATOR, ("Dense(2)", "Dense(2, activation='sigmoid')")),
        "the last layer has softmax. The two numbers": but(GENERATOR, ("Dense(2)", "Dense(2, activation='softmax')")),
        "the last layer has ReLU. It could make no negative": but(GENERATOR, ("Dense(2)", "Dense(2, activation='relu')")),
        "both hidden layers have no activation. Without": but(GENERATOR, (", activation='relu'", "")),
        "the second hidden layer has no activation": but(GENERATOR, ("'relu')(x)", "None)(x)")),
        "the first hidden layer has sigmoid": but(GENERATOR, ("'relu')(noise)", "'sigmoid')(noise)")),
        "both hidden layers have tanh": but(GENERATOR, ("'relu'", "'tanh'")),
        "One number would be a judgement": but(GENERATOR, ("Dense(2)", "Dense(1)")),
        "not give as many as there is noise": but(GENERATOR, ("Dense(2)", "Dense(latent_dim)")),
        "The noise has latent_dim numbers": but(GENERATOR, ("(latent_dim,)", "(2,)")),
        "three dense layers, two of them hidden; yours has 2": but(GENERATOR, ("x = layers.Dense(64, activation='relu')(x)\n", "")),
        "Each hidden layer has 64 units": but(GENERATOR, ("Dense(64", "Dense(32")),
        "three kernels and three biases": but(GENERATOR, ("Dense(2)", "Dense(2, use_bias=False)")),
        "does not know its input yet": "return keras.Sequential([layers.Dense(64, activation='relu'), layers.Dense(64), layers.Dense(2)])",
        "three dense layers, two of them hidden; yours has 2. A layer counts only if": but(GENERATOR, ("(x)\nreturn", "(noise)\nreturn")),
        "name 'NOISE_DIM' is not defined. Hint: What a page defines": but(GENERATOR, ("(latent_dim,)", "(NOISE_DIM,)")),
        "a tuple of one number has a comma": but(GENERATOR, ("(latent_dim,)", "latent_dim")),
        "before there is any noise": but(GENERATOR, ("keras.Input((latent_dim,))", "keras.random.normal((5, latent_dim))")),
        "yours returns a KerasTensor": but(GENERATOR, ("keras.Model(noise, layers.Dense(2)(x))", "layers.Dense(2)(x)")),
        "did you forget `return`": but(GENERATOR, ("return ", "")),
    },
    "make_discriminator": {
        "the last layer has sigmoid. It gives probabilities": but(DISCRIMINATOR, ("Dense(1)", "Dense(1, activation='sigmoid')")),
        "the last layer has softmax. Of a single number": but(DISCRIMINATOR, ("Dense(1)", "Dense(1, activation='softmax')")),
        "the last layer has tanh. A logit": but(DISCRIMINATOR, ("Dense(1)", "Dense(1, activation='tanh')")),
        "the last layer has ReLU. It could never say": but(DISCRIMINATOR, ("Dense(1)", "Dense(1, activation='relu')")),
        "both hidden layers have no activation": but(DISCRIMINATOR, (", activation='relu'", "")),
        "the first hidden layer has no activation": but(DISCRIMINATOR, ("'relu')(points)", "None)(points)")),
        "one logit is enough": but(DISCRIMINATOR, ("Dense(1)", "Dense(2)")),
        "It looks at points": but(DISCRIMINATOR, ("Input((2,))", "Input((8,))")),
        "name 'UNITS' is not defined. Hint: What a page defines": but(DISCRIMINATOR, ("64", "UNITS")),
        "It is called as the blank has it": "def make_discriminator(units):\n"
        "    return keras.Sequential([keras.Input((2,)), layers.Dense(units, 'relu'), layers.Dense(units, 'relu'), layers.Dense(1)])",
        "the model computes something else": but(DISCRIMINATOR, ("layers.Dense(1)(x)", "layers.Dense(1)(x * 2)")),
    },
    "discriminator_loss": {
        "The labels are swapped": "return ops.mean(ops.softplus(real_logits)) + ops.mean(ops.softplus(-fake_logits))",
        "Both kinds have label 1": but(KERAS_LOSS, ("zeros_like", "ones_like")),
        "Both kinds have label 0": but(KERAS_LOSS, ("ones_like", "zeros_like")),
        "The sign is wrong": "return ops.mean(ops.log_sigmoid(real_logits)) + ops.mean(ops.log_sigmoid(-fake_logits))",
        "You subtract the part of the fake": "return ops.mean(ops.softplus(-real_logits)) - ops.mean(ops.softplus(fake_logits))",
        "You take half of it": but(
            KERAS_LOSS, ("return ", "return 0.5 * ("), ("fake_logits), fake_logits)", "fake_logits), fake_logits))")
        ),
        "You add up over the points": "return ops.sum(ops.softplus(-real_logits)) + ops.sum(ops.softplus(fake_logits))",
        "takes it a second time": "real_logits, fake_logits = tf.sigmoid(real_logits), tf.sigmoid(fake_logits)\n" + KERAS_LOSS,
        "These are logits, not probabilities": but(KERAS_LOSS, ("from_logits=True", "")),
        "the logarithm of 0 is infinite": PROBABILITIES + "return -ops.mean(ops.log(real)) - ops.mean(ops.log(1 - fake))",
        "the loss is cut off": "real_logits, fake_logits = tf.sigmoid(real_logits), tf.sigmoid(fake_logits)\n"
        + but(KERAS_LOSS, ("from_logits=True", "")),
        "1e-07 beside the probability": PROBABILITIES + "return -ops.mean(ops.log(real + 1e-7)) - ops.mean(ops.log(1 - fake + 1e-7))",
        "You return a loss for each point": "return ops.softplus(-real_logits) + ops.softplus(fake_logits)",
        "You take the logarithm of the logits": "return -ops.mean(ops.log(real_logits)) - ops.mean(ops.log(1 - fake_logits))",
        "The logarithm is missing": PROBABILITIES + "return -ops.mean(real) - ops.mean(1 - fake)",
        "The minus stands in the wrong place": "return -ops.mean(ops.softplus(real_logits)) - ops.mean(ops.softplus(-fake_logits))",
        "Labels and logits are swapped": "loss = keras.losses.BinaryCrossentropy(from_logits=True)\n"
        "return loss(real_logits, ops.ones_like(real_logits)) + loss(fake_logits, ops.zeros_like(fake_logits))",
        "You compare the logits themselves": "return ops.mean(fake_logits) - ops.mean(real_logits)",
        "the tape can't follow": "return np.mean(np.logaddexp(0, -real_logits)) + np.mean(np.logaddexp(0, fake_logits))",
        "does not depend on all logits": "return ops.mean(ops.softplus(-real_logits))",
        "did you forget `return`": but(KERAS_LOSS, ("return ", "")),
    },
    "generator_loss": {
        "This loss is low if the discriminator sees through": "return ops.mean(ops.softplus(fake_logits))",
        "the form that saturates": "return -ops.mean(ops.softplus(fake_logits))",
        "The sign is wrong": "return ops.mean(ops.log_sigmoid(fake_logits))",
        "You add up over the points": "return ops.sum(ops.softplus(-fake_logits))",
        "takes it a second time": "return ops.mean(ops.softplus(-ops.sigmoid(fake_logits)))",
        "These are logits, not probabilities": "return keras.losses.BinaryCrossentropy()(ops.ones_like(fake_logits), fake_logits)",
        "the logarithm of 0 is infinite": "return -ops.mean(ops.log(ops.sigmoid(fake_logits)))",
        "the loss is cut off": "return keras.losses.BinaryCrossentropy()(ops.ones_like(fake_logits), tf.sigmoid(fake_logits))",
        "1e-08 beside the probability": "return -ops.mean(ops.log(ops.sigmoid(fake_logits) + 1e-8))",
        "You return a loss for each point": "return ops.softplus(-fake_logits)",
        "You take the logarithm of the logits": "return -ops.mean(ops.log(fake_logits))",
        "The logarithm is missing": "return -ops.mean(ops.sigmoid(fake_logits))",
        "Labels and logits are swapped": "return keras.losses.BinaryCrossentropy(from_logits=True)(fake_logits, ops.ones_like(fake_logits))",
        "You take the logits themselves": "return -ops.mean(fake_logits)",
        "You average first": "return ops.softplus(-ops.mean(fake_logits))",
        "the tape can't follow": "return float(ops.mean(ops.softplus(-fake_logits)))",
    },
    "GAN": {
        "the discriminator is updated with real and fake swapped": but(
            STEP, ("(self.discriminator(real_points), fake_logits)", "(fake_logits, self.discriminator(real_points))")
        ),
        "the discriminator follows 0.5 times its loss": but(STEP, ("    d_loss = self.disc", "    d_loss = 0.5 * self.disc")),
        "the generator follows 2 times its loss": but(STEP, ("    g_loss = self.generator_loss(", "    g_loss = 2 * self.generator_loss(")),
        "the discriminator goes up its slope": but(STEP, ("tape.gradient(d_loss, weights)", "tape.gradient(-d_loss, weights)"))
        .replace(
            "    d_loss = self.discriminator_loss(self.discriminator(real_points), fake_logits)\n",
            "    d_loss = self.discriminator_loss(self.discriminator(real_points), fake_logits)\n    negative = -d_loss\n",
        )
        .replace("tape.gradient(-d_loss, weights)", "tape.gradient(negative, weights)"),
        "the discriminator never sees fake points": but(
            STEP, ("real_points), fake_logits)", "real_points), self.discriminator(real_points))")
        ),
        "the discriminator never sees real points": but(STEP, ("_loss(self.discriminator(real_points), ", "_loss(fake_logits, ")),
        "the discriminator is updated with the generator's loss": but(
            STEP, ("self.discriminator_loss(self.discriminator(real_points), fake_logits)", "self.generator_loss(fake_logits)")
        ),
        "the discriminator stays as it was": NOISE + D_TAPE + G_TAPE + G_APPLY + LOGS,
        "the discriminator is updated twice": NOISE + D_TAPE + D_APPLY + D_TAPE + D_APPLY + G_TAPE + G_APPLY + LOGS,
        # The five steps of the page's first game.
        "the discriminator takes 5 steps": NOISE + 5 * (D_TAPE + D_APPLY) + G_TAPE + G_APPLY + LOGS,
        "what a GAN has is in `self`": but(STEP, ("self.latent_dim", "NOISE_DIM")),
        "has only what `Players` puts": "for _ in range(self.generator_steps):\n    pass\n" + STEP,
        "Noise has the shape (batch, self.latent_dim)": but(STEP, ("self.latent_dim", "2")),
        "`apply` wants the gradients first": but(
            STEP, ("apply(tape.gradient(d_loss, weights), weights)", "apply(weights, tape.gradient(d_loss, weights))")
        ),
        # Both networks are updated in the generator's step.
        "the discriminator is updated by the generator's loss as well": NOISE
        + D_TAPE
        + D_APPLY
        + "with tf.GradientTape(persistent=True) as tape:\n"
        + "    g_loss = self.generator_loss(self.discriminator(self.generator(noise)))\n"
        + G_APPLY
        + "self.discriminator_optimizer.apply(tape.gradient(g_loss, weights), weights)\n"
        + LOGS,
        # The wrong network is updated in the generator's step.
        "the discriminator is updated by the generator's loss as well, and so works": NOISE
        + D_TAPE
        + D_APPLY
        + G_TAPE
        + "self.discriminator_optimizer.apply(tape.gradient(g_loss, weights), weights)\n"
        + LOGS,
        "the generator is updated by the discriminator's loss as well": NOISE
        + but(D_TAPE, ("GradientTape()", "GradientTape(persistent=True)"))
        + D_APPLY
        + "own = self.generator.trainable_variables\n"
        + "self.generator_optimizer.apply(tape.gradient(d_loss, own), own)\n"
        + G_TAPE
        + G_APPLY
        + LOGS,
        "the generator is updated with the discriminator's loss": but(
            STEP,
            (
                "g_loss = self.generator_loss(self.discriminator(self.generator(noise)))",
                "g_loss = self.discriminator_loss(self.discriminator(real_points), self.discriminator(self.generator(noise)))",
            ),
        ),
        "the generator goes up its slope": but(STEP, ("self.generator_loss(", "-self.generator_loss(")),
        "the generator stays as it was": NOISE + D_TAPE + D_APPLY + G_TAPE + LOGS,
        "the generator is updated twice": NOISE + D_TAPE + D_APPLY + G_TAPE + G_APPLY + G_TAPE + G_APPLY + LOGS,
        # The fake points are made before the tape of the generator starts.
        "no way from a loss back to the weights of the generator": NOISE
        + "fake_points = self.generator(noise)\n"
        + D_TAPE
        + D_APPLY
        + but(G_TAPE, ("self.generator(noise)", "fake_points"))
        + G_APPLY
        + LOGS,
        # The fake points leave TensorFlow on their way.
        "for the generator the fake points *and* their logits": but(
            STEP, ("_loss(self.discriminator(self.generator(noise)))", "_loss(self.discriminator(self.generator(noise).numpy()))")
        ),
        # The fake points are cut off from the generator.
        "without `.numpy()` and `stop_gradient` between": but(
            STEP, ("_loss(self.discriminator(self.generator(noise)))", "_loss(self.discriminator(tf.stop_gradient(self.generator(noise))))")
        ),
        # The real points take the place of the fake ones in the generator's loss.
        "the tape finds no way from a loss": but(
            STEP, ("_loss(self.discriminator(self.generator(noise)))", "_loss(self.discriminator(real_points))")
        ),
        "an optimizer gets the weights of the other network": but(STEP, ("self.generator_optimizer", "self.discriminator_optimizer")),
        "a tape gives its gradients once": NOISE + but(ONE_PASS, ("persistent=True", "")) + D_APPLY + G_APPLY + LOGS,
        "of 64 real points you make 32 fake ones": but(STEP, ("ops.shape(real_points)[0]", "32")),
        "of 6 real points you make 64 fake ones": but(STEP, ("ops.shape(real_points)[0]", "64")),
        "the noise should be normally distributed": but(STEP, ("keras.random.normal", "keras.random.uniform")),
        "several fake points have the same noise": NOISE.replace("ops.shape(real_points)[0]", "1")
        + "noise = ops.repeat(noise, ops.shape(real_points)[0], axis=0)\n"
        + STEP.removeprefix(NOISE),
        "draws the same noise in every step": but(STEP, ("self.latent_dim))", "self.latent_dim), seed=1)")),
        "under `fit` every step gets the same noise": but(
            STEP, ("self.latent_dim))", "self.latent_dim), seed=np.random.randint(1_000_000))")
        ),
        "stops with": but(STEP, ("ops.shape(real_points)[0]", "real_points.shape[0]")),
        "the generator is never called": NOISE
        + but(D_TAPE, ("self.generator(noise)", "noise[:, :2]"))
        + D_APPLY
        + "g_loss = -d_loss\n"
        + LOGS,
        "the two losses that you return are swapped": but(
            STEP, ("_loss': d_loss", "_loss': g_loss"), ("'generator_loss': g_loss", "'generator_loss': d_loss")
        ),
        "are not those from which it took": but(STEP, ("_loss': d_loss", "_loss': 2 * d_loss")),
        "should return the two losses as": but(STEP, (LOGS, "return {'d_loss': d_loss, 'g_loss': g_loss}")),
        "yours returns a tuple": but(STEP, (LOGS, "return d_loss, g_loss")),
        "did you forget `return`": but(STEP, (LOGS, "")),
    },
    "count_modes": {
        "as if a single point were enough": "distances = np.linalg.norm(points[:, None] - centres, axis=-1)\nreturn (distances <= radius).any(axis=0).sum()",
        "nearest centre, however far": "nearest = np.linalg.norm(points[:, None] - centres, axis=-1).argmin(axis=1)\n"
        "return (np.bincount(nearest, minlength=len(centres)) >= share * len(points)).sum()",
        "It is the share of *all* points": "near = np.linalg.norm(points[:, None] - centres, axis=-1) <= radius\n"
        "return (near.sum(axis=0) >= share * near.any(axis=1).sum()).sum()",
        "so `>=`": but(MODES, (">= share", "> share")),
        "so `<=`": but(MODES, ("<= radius", "< radius")),
        # As the page counts.
        "it counts for both": "distances = np.linalg.norm(points[:, None] - centres, axis=-1)\n"
        "nearest = distances.argmin(axis=1)[distances.min(axis=1) <= radius]\n"
        "return (np.bincount(nearest, minlength=len(centres)) / len(points) >= share).sum()",
        "is lost: it counts for every centre": "distances = np.linalg.norm(points[:, None] - centres, axis=-1)\n"
        "nearest = distances.argmin(axis=1)[distances.min(axis=1) < radius]\n"
        "return (np.bincount(nearest, minlength=8) / len(points) >= share).sum()",
        "Has `np.linalg.norm` an axis": "return sum(np.mean(np.linalg.norm(points - centre) <= radius) >= share for centre in centres)",
        "Does `return` stand inside the loop": "for centre in centres:\n"
        "    near = np.linalg.norm(points - centre, axis=1) <= radius\n"
        "    return int(near.mean() >= share)",
        "divide by the number of all points": but(MODES, (".mean(axis=0)", ".sum(axis=0)")),
        "The squared distance": but(
            MODES, ("np.linalg.norm(points[:, None] - centres, axis=-1)", "((points[:, None] - centres) ** 2).sum(axis=-1)")
        ),
        "that is a square around the centre": "near = (np.abs(points[:, None] - centres) <= radius).all(axis=-1)\nreturn (near.mean(axis=0) >= share).sum()",
        "You add up the two coordinates": but(
            MODES, ("np.linalg.norm(points[:, None] - centres, axis=-1)", "np.abs(points[:, None] - centres).sum(axis=-1)")
        ),
        "the points that lie near a centre": "return (np.linalg.norm(points[:, None] - centres, axis=-1) <= radius).any(axis=1).sum()",
        "Count the centres that have enough": "return (np.linalg.norm(points[:, None] - centres, axis=-1) <= radius).sum(axis=0)",
        "Add that up": but(MODES, (".sum()", "")),
        "the modes that are missed": but(MODES, (">= share", "< share")),
        "could not be broadcast": but(MODES, ("points[:, None]", "points")),
    },
    "conv_transpose": {
        "as if the kernel were turned by 180°": "kernel = kernel[::-1, ::-1]\n" + STAMP,
        "You transpose the kernel": "kernel = kernel.T\n" + STAMP,
        "add with `+=` instead of `=`": but(STAMP, ("] += image", "] = image")),
        "The stride is missing": "stride = 1\n" + STAMP,
        "but your stamps lie one pixel apart": but(STAMP, ("r * stride, c * stride", "r, c")),
        "only every `stride`-th pixel": but(
            STAMP,
            ("image.shape[0]):", "image.shape[0])[::stride]:"),
            ("image.shape[1]):", "image.shape[1])[::stride]:"),
            ("r * stride, c * stride", "r, c"),
        ),
        "That is a convolution": "image = np.pad(image, padding)\n"
        "result = np.zeros([(size - width) // stride + 1 for size, width in zip(image.shape, kernel.shape)])\n"
        "for r, c in np.ndindex(result.shape):\n"
        "    patch = image[r * stride : r * stride + kernel.shape[0], c * stride : c * stride + kernel.shape[1]]\n"
        "    result[r, c] = (patch * kernel).sum()\n"
        "return result",
        "A stamp needs a place of its own size": but(STAMP, ("* kernel\n", "* kernel.T\n")),
        "has an integer dtype": but(STAMP, ("np.zeros((rows, columns))", "np.zeros((rows, columns), dtype=int)")),
        "but one at a time to the right": but(STAMP, ("- 1) * stride + kernel.shape[1]", "- 1) + kernel.shape[1]"), ("c * stride", "c")),
        "The padding is missing": but(STAMP, ("[padding : rows - padding, padding : columns - padding]", "")),
        "You add zeros around the result": but(
            STAMP, ("result[padding : rows - padding, padding : columns - padding]", "np.pad(result, padding)")
        ),
        "You pad the small picture": "image = np.pad(image, padding)\n"
        + but(STAMP, ("[padding : rows - padding, padding : columns - padding]", "")),
        "at the top and on the left only": but(STAMP, ("rows - padding", ""), ("columns - padding", "")),
        "at the bottom and on the right only": but(STAMP, ("[padding :", "[:"), (", padding :", ", :")),
        "but all at the bottom": but(STAMP, ("[padding : rows - padding, padding : columns -", "[: rows - 2 * padding, : columns - 2 *")),
        "You cut rows, but no columns": but(STAMP, (", padding : columns - padding]", "]")),
        "With padding 0 nothing is left": but(STAMP, ("rows - padding", "-padding"), ("columns - padding", "-padding")),
        "whatever `padding` says": "padding = 1\n" + STAMP,
        "You cut to size · stride": but(
            STAMP,
            (
                "result[padding : rows - padding, padding : columns - padding]",
                "np.array(keras.ops.conv_transpose(image[None, :, :, None] * 1.0, kernel[:, :, None, None] * 1.0, stride, 'same'))[0, :, :, 0]",
            ),
        ),
        "cut to whole ones": but(
            STAMP,
            ("np.zeros((rows, columns))", "np.zeros((rows, columns), dtype=int)"),
            (
                "        result[top : top + kernel.shape[0], left : left + kernel.shape[1]] +=",
                "        place = np.s_[top : top + kernel.shape[0], left : left + kernel.shape[1]]\n        result[place] = result[place] +",
            ),
        ),
    },
    "count_stamps": {
        "The stride is missing": "stride = 1\n" + COUNT,
        "but your stamps lie one pixel apart": but(COUNT, ("pixel * stride + place", "pixel + place")),
        "The length is size · stride": but(
            COUNT,
            ("(size - 1) * stride + kernel", "size * stride"),
            ("        counts", "        if pixel * stride + place < len(counts):\n            counts"),
        ),
        "The length is wrong": but(COUNT, ("(size - 1) * stride + kernel", "size * stride + kernel")),
        "One stamp is missing": but(COUNT, ("range(size)", "range(size - 1)")),
        "The first stamp is missing": but(COUNT, ("range(size)", "range(1, size)")),
        "not how many": but(COUNT, ("+= 1", "= 1")),
        "as if there were no rim": "return [len(range(place % stride, kernel, stride)) for place in range((size - 1) * stride + kernel)]",
        "Kernel and stride are swapped": "kernel, stride = stride, kernel\n" + COUNT,
        "one stride's worth of places": "return [len(range(place, kernel, stride)) for place in range(stride)]",
        "You mark where stamps start": but(COUNT, ("for place in range(kernel)", "for place in range(1)")),
        "one place too short": but(COUNT, ("in range(kernel)", "in range(kernel - 1)")),
        "Squared counts": but(COUNT, ("return counts", "return [count**2 for count in counts]")),
        "a table": but(COUNT, ("return counts", "return np.outer(counts, counts)")),
    },
    "upscale_costs": {
        "The width is computed from the height": but(COSTS, ("h, w, c = input_shape", "h, _, c = input_shape\nw = h")),
        "Height and width are swapped": but(COSTS, ("h, w, c = input_shape", "w, h, c = input_shape")),
        "should return 3 values, and yours returns 2": "return (1, 2, 3), (4, 5)",
        "the size after a convolution": but(
            COSTS,
            ("h * stride, w * stride", "-(-h // stride), -(-w // stride)"),
            (
                "(h - 1) * stride + kernel_size, (w - 1) * stride + kernel_size",
                "(h - kernel_size) // stride + 1, (w - kernel_size) // stride + 1",
            ),
        ),
        "you count one stamp more": but(COSTS, ("(h - 1)", "h"), ("(w - 1)", "w")),
        "*plus kernel*": but(COSTS, ("stride + kernel_size", "stride")),
        "You treat `valid` like `same`": but(COSTS, ("padding == 'same'", "True")),
        "You treat `same` like `valid`": but(COSTS, ("padding == 'same'", "False")),
        "only if the stride is 1": but(COSTS, ("h * stride, w * stride", "h, w")),
        "The stride is missing": "stride = 1\n" + COSTS,
        "not as many as its input has": but(COSTS, ("columns, filters)", "columns, c)")),
        "has three sizes": but(COSTS, ("(rows, columns, filters)", "(rows, columns)")),
        "also if kernel − stride is odd": but(
            COSTS, ("h * stride, w * stride", "h * stride + (kernel_size - stride) % 2, w * stride + (kernel_size - stride) % 2")
        ),
        "not (kernel − 1) / 2": but(
            COSTS,
            (
                "rows, columns = h * stride, w * stride",
                "rows, columns = [(n - 1) * stride + kernel_size - (kernel_size - 1) // 2 * 2 for n in (h, w)]",
            ),
        ),
        "leave out the first number, None": but(COSTS, ("(rows, columns, filters)", "(None, rows, columns, filters)")),
        "The first two values are swapped": but(
            COSTS,
            (
                "(rows, columns, filters), (kernel_size, kernel_size, filters, c)",
                "(kernel_size, kernel_size, filters, c), (rows, columns, filters)",
            ),
        ),
        "has four sizes": but(COSTS, ("size, filters, c)", "size)")),
        "The kernels' channels in are missing": but(COSTS, (" * c * filters", " * filters")),
        "not one for each kernel": but(COSTS, ("weights + filters", "weights + c * filters")),
        "The channels come last": but(COSTS, ("(rows, columns, filters)", "(filters, rows, columns)")),
        "those of a convolution": but(COSTS, ("size, filters, c)", "size, c, filters)")),
        "the shape of one kernel": but(COSTS, ("size, filters, c)", "size, c)")),
        "no channels in": but(COSTS, ("size, filters, c)", "size, filters)")),
        "The biases are missing": but(COSTS, ("weights + filters", "weights")),
        "channel *out*, not": but(COSTS, ("weights + filters", "weights + c")),
        "more than one bias": but(COSTS, ("weights + filters", "weights + 1")),
        "don't depend on the size": but(COSTS, ("weights + filters", "rows * columns * (weights + filters)")),
        "should return 3 values": but(COSTS, (", weights + filters", "")),
    },
    "generator_by_hand": {
        "`reshape` makes maps of them": but(SHAPES, ("(192,)", "(4, 3, 16)")),
        "That is the noise": but(SHAPES, ("(192,)", "(32,)")),
        "leave out the first number": but(SHAPES, ("(8, 6, 8)", "(None, 8, 6, 8)")),
        "The channels come last": but(SHAPES, ("(8, 6, 8)", "(8, 8, 6)")),
        "up_1 does not give (2, 2, 8). That is a convolution": but(SHAPES, ("(8, 6, 8)", "(2, 2, 8)")),
        "dense does not give (32, 192). That is its kernel": but(SHAPES, ("(192,)", "(32, 192)")),
        "up_1 does not give (8, 6, 4). The first number": but(SHAPES, ("(8, 6, 8)", "(8, 6, 4)")),
        "no kernel that hangs over": but(SHAPES, ("'resize': (38, 30, 8)", "'resize': (40, 32, 8)")),
        "It has 8 filters": but(SHAPES, ("(8, 6, 8)", "(8, 6, 16)")),
        "cuts off what hangs over": but(SHAPES, ("(8, 6, 8)", "(10, 8, 8)")),
        "only if the stride is 1": but(SHAPES, ("(8, 6, 8)", "(4, 3, 8)")),
        'Without `padding` it is "valid"': but(SHAPES, ("(19, 15, 8)", "(16, 12, 8)")),
        "you count one stamp more": but(SHAPES, ("(19, 15, 8)", "(21, 17, 8)")),
        "as wide as the kernel": but(SHAPES, ("(19, 15, 8)", "(14, 10, 8)")),
        "You forget its stride": but(SHAPES, ("(19, 15, 8)", "(12, 10, 8)")),
        "height and width double": but(SHAPES, ("'resize': (38, 30, 8)", "'resize': (19, 15, 8)")),
        "leaves the number of channels alone": but(SHAPES, ("(38, 30, 8)", "(38, 30, 3)")),
        "and keeps the size": but(SHAPES, ("(38, 30, 3)", "(36, 28, 3)")),
        "It has 3 filters": but(SHAPES, ("(38, 30, 3)", "(38, 30, 8)")),
        "Its input has the shape of the line above": but(SHAPES, ("(19, 15, 8)", "(17, 13, 8)")),
        "what is missing is picture": but(SHAPES, (", 'picture': (38, 30, 3)", "")),
        "should return a dictionary": "return [(192,), (4, 3, 16)]",
    },
}

# Who types the visible answers in gains nothing.
HIDDEN = {
    "count_stamps": {
        "count_stamps(": "known = [(3, 3, 2), (4, 4, 2), (5, 4, 3), (4, 3, 1)]\n"
        "rng = np.random.default_rng(0)\n"
        "known += [(int(rng.integers(3, 8)), int(rng.integers(s, 7)), s) for s in (2, 3)]\n"
        + but(COUNT, ("return counts", "return counts if (size, kernel, stride) in known else [1]")),
    },
    "make_generator": {
        "The noise has latent_dim numbers": "latent_dim = 8 if latent_dim == 8 else 3\n" + GENERATOR,
    },
}
