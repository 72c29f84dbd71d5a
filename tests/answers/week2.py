"""Answers to the assignment of week 2."""

GD = """\
class GDRegressor:
    def __init__(self, learning_rate=0.1, epochs=100):
        self.learning_rate = learning_rate
        self.epochs = epochs

    def fit(self, X, y):
        n, features = X.shape
        coef, intercept, losses = np.zeros(features), 0.0, []
        for _ in range(self.epochs):
            error = X @ coef + intercept - y
            coef = coef - self.learning_rate * 2 / n * X.T @ error
            intercept = intercept - self.learning_rate * 2 / n * error.sum()
            losses.append(np.mean((X @ coef + intercept - y) ** 2))
        self.coef_, self.intercept_, self.loss_curve_ = coef, intercept, losses
        return self

    def predict(self, X):
        return X @ self.coef_ + self.intercept_
"""
COEF_STEP = "coef = coef - self.learning_rate * 2 / n * X.T @ error"
INTERCEPT_STEP = "intercept = intercept - self.learning_rate * 2 / n * error.sum()"
LOSS = "losses.append(np.mean((X @ coef + intercept - y) ** 2))"
KEEP = "self.coef_, self.intercept_, self.loss_curve_ = coef, intercept, losses"
PREDICT = "return X @ self.coef_ + self.intercept_"


def gd(*changes: tuple[str, str]) -> str:
    """The class of above, with some parts replaced."""
    source = GD
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


def gradients(coef: str, intercept: str = "2 / n * error.sum()", error: str = "X @ coef + intercept - y.ravel()") -> str:
    return f"n = len(X)\nerror = {error}\nreturn {coef}, {intercept}"


def step(coef: str, intercept: str = "2 / n * error.sum()", error: str = "X @ coef + intercept - y") -> str:
    return f"n = len(X)\nerror = {error}\nreturn coef - learning_rate * {coef}, intercept - learning_rate * {intercept}"


def prepare(scaling: str, split: str = "train_test_split(X, y, test_size=0.25, random_state=0)") -> str:
    return f"a, b, c, d = {split}\n{scaling}"


SCALED = "s = StandardScaler().fit(a)\nreturn s.transform(a), s.transform(b), c, d"

RIGHT = {
    "gradients": [
        "y = np.reshape(y, -1)\n"
        "coef_gradient, intercept_gradient = np.zeros(len(coef)), 0.0\n"
        "for i in range(len(y)):\n"
        "    error = np.dot(X[i], coef) + intercept - y[i]\n"
        "    coef_gradient += 2 / len(y) * error * X[i]\n"
        "    intercept_gradient += 2 / len(y) * error\n"
        "return coef_gradient, intercept_gradient",
        "error = (X * coef).sum(axis=1) + intercept - y.flatten()\n"
        "return [2 * np.mean(X[:, j] * error) for j in range(X.shape[1])], 2 * np.mean(error)",
        "y, w = y.reshape(-1, 1), coef.reshape(-1, 1)\n"
        "error = X @ w + intercept - y\n"
        "return (2 * (X * error).mean(axis=0)), 2 * error.mean()",
        "A, theta = np.c_[X, np.ones(len(X))], np.r_[coef, intercept]\n"
        "g = -2 / len(X) * A.T @ (y.ravel() - A @ theta)\n"
        "return g[:-1], g[-1]",
        "import tensorflow as tf\n\n"
        "w, b = tf.Variable(coef), tf.Variable(intercept, dtype=tf.float64)\n"
        "with tf.GradientTape() as tape:\n"
        "    loss = tf.reduce_mean((tf.linalg.matvec(tf.constant(X), w) + b - y.ravel()) ** 2)\n"
        "return tape.gradient(loss, [w, b])",
        "if y.ndim == 2:\n    return gradients(X, y[:, 0], coef, intercept)\nerror = coef @ X.T + intercept - y\n"
        "return error @ X / len(y) * 2, sum(error) / len(y) * 2",
    ],
    "step": [
        "error = y - (X @ coef + intercept)\n"
        "return coef + learning_rate * 2 * error @ X / len(y), intercept + learning_rate * 2 * error.mean()",
        "coef_gradient, intercept_gradient = gradients(X, y, coef, intercept)\n"
        "return coef - learning_rate * coef_gradient, intercept - learning_rate * intercept_gradient",
        "coef = coef.copy()\n"
        "error = X @ coef + intercept - y\n"
        "for j in range(len(coef)):\n"
        "    coef[j] -= learning_rate * 2 * np.mean(error * X[:, j])\n"
        "intercept -= learning_rate * 2 * np.mean(error)\n"
        "return coef, intercept",
        "A, theta = np.c_[np.ones(len(X)), X], np.r_[intercept, coef]\n"
        "theta -= learning_rate * 2 / len(y) * A.T @ (A @ theta - y)\n"
        "return theta[1:], theta[0]",
        "n, new = len(y), []\n"
        "errors = [sum(x * w for x, w in zip(row, coef)) + intercept - t for row, t in zip(X, y)]\n"
        "for j, w in enumerate(coef):\n"
        "    new.append(w - learning_rate * 2 / n * sum(e * row[j] for e, row in zip(errors, X)))\n"
        "return [new, intercept - learning_rate * 2 / n * sum(errors)]",
    ],
    "loss_curves": [
        "fig = plt.figure()\n"
        "for rate in sorted(losses):\n"
        "    plt.semilogy(np.arange(len(losses[rate])) + 1, losses[rate], 'o--', label=rate)\n"
        "plt.xlabel('Epoch')\n"
        "plt.ylabel('Loss (mean squared error)')\n"
        "plt.legend(title='learning rate')\n"
        "return fig",
        "fig, ax = plt.subplots()\n"
        "for values in losses.values():\n"
        "    ax.plot([i + 1 for i in range(len(values))], values)\n"
        "ax.legend([str(rate) for rate in losses])\n"
        "ax.set_xlabel('epoch')\n"
        "ax.set_ylabel('loss')\n"
        "plt.yscale('log')\n"
        "return ax.figure",
        "import pandas as pd\n\n"
        "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    pd.Series(values, index=range(1, len(values) + 1)).plot(ax=axes, logy=True, label=f'{rate}')\n"
        "axes.set(xlabel='epoch', ylabel='loss')\n"
        "axes.legend()\n"
        "return figure",
    ],
    "prepare": [
        "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
        "mean, deviation = X_train.mean(axis=0), X_train.std(axis=0)\n"
        "return (X_train - mean) / deviation, (X_test - mean) / deviation, y_train, y_test",
        "parts = train_test_split(X, y, test_size=1 / 4, random_state=0)\n"
        "scaler = StandardScaler()\n"
        "parts[0] = scaler.fit_transform(parts[0])\n"
        "parts[1] = scaler.transform(parts[1])\n"
        "return parts",
        "train, test = train_test_split(np.c_[X, y], train_size=0.75, random_state=0)\n"
        "X_train, X_test = train[:, :-1].copy(), test[:, :-1].copy()\n"
        "for j in range(X.shape[1]):\n"
        "    mean, deviation = np.mean(train[:, j]), np.std(train[:, j])\n"
        "    X_train[:, j] = (X_train[:, j] - mean) / deviation\n"
        "    X_test[:, j] = (X_test[:, j] - mean) / deviation\n"
        "return X_train, X_test, train[:, -1], test[:, -1]",
    ],
    "linear_score": [
        "return LinearRegression().fit(X_train, y_train).score(X_test, y_test)",
        "model = LinearRegression()\n"
        "model.fit(X_train, y_train)\n"
        "error = y_test - model.predict(X_test)\n"
        "return 1 - (error @ error) / ((y_test - y_test.mean()) ** 2).sum()",
        "theta = np.linalg.pinv(np.c_[X_train, np.ones(len(X_train))]) @ y_train\n"
        "return float(r2_score(y_true=y_test, y_pred=X_test @ theta[:-1] + theta[-1]))",
    ],
    "GDRegressor": [
        # a loop over rows and features
        gd(
            (
                COEF_STEP,
                "slopes = [0.0] * features\n"
                "            for i in range(n):\n"
                "                for j in range(features):\n"
                "                    slopes[j] += 2 / n * error[i] * X[i, j]\n"
                "            coef = np.array([c - self.learning_rate * s for c, s in zip(coef, slopes)])",
            )
        ),
        # one array for all, with a column of ones
        gd(
            (
                "coef, intercept, losses = np.zeros(features), 0.0, []",
                "A, theta, losses = np.c_[np.ones(n), X], np.zeros(features + 1), []",
            ),
            ("error = X @ coef + intercept - y", "gradient = 2 / n * A.T @ (A @ theta - y)"),
            (COEF_STEP, "theta -= self.learning_rate * gradient"),
            (INTERCEPT_STEP, "intercept, *coef = theta"),
            (LOSS, "losses.append(((A @ theta - y) ** 2).sum() / n)"),
        ),
        # columns inside
        gd(
            ("coef, intercept, losses = np.zeros(features), 0.0, []", "coef, intercept, losses = np.zeros((features, 1)), np.zeros(1), []"),
            ("error = X @ coef + intercept - y", "error = X @ coef + intercept - y.reshape(-1, 1)"),
            (LOSS, "losses.append(np.mean((X @ coef + intercept - y[:, None]) ** 2))"),
            (KEEP, "self.coef_, self.intercept_, self.loss_curve_ = coef.ravel(), intercept, np.array(losses)"),
        ),
        # a model of scikit-learn's own kind, with the gradient the other way round and r2_score from there
        gd(
            (
                "class GDRegressor:",
                "from sklearn.base import BaseEstimator, RegressorMixin\n\n\nclass GDRegressor(RegressorMixin, BaseEstimator):",
            ),
            ("error = X @ coef + intercept - y", "error = y - X @ coef - intercept"),
            (COEF_STEP, "coef = coef + self.learning_rate * 2 * np.mean(X * error[:, None], axis=0)"),
            (INTERCEPT_STEP, "intercept += self.learning_rate * 2 * error.mean()"),
            (LOSS, "losses.append(float(np.square(y - X @ coef - intercept).mean()))"),
        ),
        # learned names that exist from the start, methods of its own, the intercept first
        gd(
            ("self.epochs = epochs", "self.epochs = epochs\n        self.coef_ = self.intercept_ = None\n        self.loss_curve_ = []"),
            (COEF_STEP, "new_intercept = intercept - self.learning_rate * 2 * np.average(error)"),
            (INTERCEPT_STEP, "coef, intercept = coef - self.learning_rate * 2 * (error @ X) / n, new_intercept"),
            (PREDICT, "return [sum(row * self.coef_) + self.intercept_ for row in X]"),
        ),
        # TensorFlow's gradients, in its 7 digits
        gd(
            ("class GDRegressor:", "import tensorflow as tf\n\n\nclass GDRegressor:"),
            (
                "coef, intercept, losses = np.zeros(features), 0.0, []",
                "coef, intercept, losses = tf.Variable(tf.zeros(features)), tf.Variable(0.0), []\n"
                "        table, truth = tf.constant(X, dtype='float32'), tf.constant(y, dtype='float32')\n"
                "        cost = lambda: tf.reduce_mean((tf.linalg.matvec(table, coef) + intercept - truth) ** 2)",
            ),
            ("error = X @ coef + intercept - y", "with tf.GradientTape() as tape:\n                loss = cost()"),
            (COEF_STEP, "slopes = tape.gradient(loss, [coef, intercept])\n            coef.assign_sub(self.learning_rate * slopes[0])"),
            (INTERCEPT_STEP, "intercept.assign_sub(self.learning_rate * slopes[1])"),
            (LOSS, "losses.append(cost())"),
            (PREDICT, "return X @ self.coef_.numpy() + float(self.intercept_)"),
        ),
    ],
    "settings": ["return 0.2, 10", "return 0.01, 250", "return [np.float64(0.05), np.int64(1000)]", "return 0.24, 1000"],
}

WRONG = {
    "gradients": {
        "divide it by the number of rows.": gradients("2 * X.T @ error", "2 * error.sum()"),
        "half as long": gradients("X.T @ error / n", "error.mean()"),
        "the factor 2 / n is missing": gradients("X.T @ error", "error.sum()"),
        "the sign is turned round": gradients("2 / n * X.T @ error", error="y.ravel() - X @ coef - intercept"),
        "broadcasts to a square": gradients("2 / n * X.T @ error", error="X @ coef + intercept - y"),
        "with a column, (n, 1), it is not": "error = X @ coef + intercept - y\n"
        "return 2 * np.mean(X * error[:, None], axis=0), 2 * error.mean()",
        "The intercept is missing in the prediction": gradients("2 / n * X.T @ error", error="X @ coef - y.ravel()"),
        "For the intercept you add the errors up": gradients("2 / n * X.T @ error", "2 * error.sum()"),
        "For the intercept you take the mean of the errors": gradients("2 / n * X.T @ error", "error.mean()"),
        "The intercept is right. The gradient of the coefficients has": gradients("2 * X.T @ error"),
        "lacks the factor 2": gradients("X.T @ error / n"),
        "All coefficients get the same number": gradients("np.full(len(coef), 2 * np.mean(X * error[:, None]))"),
        "Every coefficient gets the gradient of the intercept": gradients("np.full(len(coef), 2 * error.mean())"),
        "the number of features": gradients("2 / X.shape[1] * X.T @ error", "2 / X.shape[1] * error.sum()"),
        "in the wrong order": "error = X @ coef + intercept - y.ravel()\nreturn 2 * error.mean(), 2 / len(X) * X.T @ error",
        "should return 2 values": "error = X @ coef + intercept - y.ravel()\nreturn 2 / len(X) * X.T @ error",
        "inner sizes of a matrix product": gradients("2 / n * X @ error"),
        "changes what it is given": "y.shape = -1\nX *= 2\n" + gradients("2 / n * X.T @ error"),
    },
    "step": {
        "The coefficients are right. But the intercept's step": "n = len(y)\n"
        "coef = coef - learning_rate * 2 / n * X.T @ (X @ coef + intercept - y)\n"
        "intercept = intercept - learning_rate * 2 / n * (X @ coef + intercept - y).sum()\n"
        "return coef, intercept",
        "The intercept is right. But the coefficients' step": "n = len(y)\n"
        "intercept = intercept - learning_rate * 2 / n * (X @ coef + intercept - y).sum()\n"
        "coef = coef - learning_rate * 2 / n * X.T @ (X @ coef + intercept - y)\n"
        "return coef, intercept",
        "You go uphill": step("2 / n * X.T @ error", error="y - X @ coef - intercept"),
        "The learning rate is missing: ": "error = X @ coef + intercept - y\n"
        "return coef - 2 / len(y) * X.T @ error, intercept - 2 / len(y) * error.sum()",
        "The learning rate is missing in the step of the intercept": "error = X @ coef + intercept - y\n"
        "return coef - learning_rate * 2 / len(y) * X.T @ error, intercept - 2 / len(y) * error.sum()",
        "You return the gradients": "error = X @ coef + intercept - y\nreturn 2 / len(y) * X.T @ error, 2 / len(y) * error.sum()",
        "You return the steps": "rate = 2 * learning_rate / len(y)\nerror = X @ coef + intercept - y\nreturn rate * X.T @ error, rate * error.sum()",
        "as many times too long as there are rows: divide": step("2 * X.T @ error", "2 * error.sum()"),
        "half as long": step("X.T @ error / n", "error.mean()"),
        "The coefficients are right, but the intercept has no gradient": step("2 / n * X.T @ error", "0"),
        "The intercept is missing in the prediction": step("2 / n * X.T @ error", error="X @ coef - y"),
        "goes the wrong way": step("2 / n * X.T @ error", "-2 / n * error.sum()"),
        "always uses the learning rate 0.1": "error = X @ coef + intercept - y\n"
        "return coef - 0.1 * 2 / len(y) * X.T @ error, intercept - 0.1 * 2 * error.mean()",
        "You start at zero": "coef, intercept = np.zeros(len(coef)), 0.0\n" + step("2 / n * X.T @ error"),
        "in the wrong order": "error = X @ coef + intercept - y\n"
        "return intercept - learning_rate * 2 * error.mean(), coef - learning_rate * 2 / len(y) * X.T @ error",
        "changes what it is given": "error = X @ coef + intercept - y\n"
        "coef -= learning_rate * 2 / len(y) * X.T @ error\n"
        "return coef, intercept - learning_rate * 2 * error.mean()",
    },
    "loss_curves": {
        "`return figure`": "figure, axes = plt.subplots()\naxes.plot([1, 2])\nreturn axes",
        "should draw 2 lines": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    figure, axes = plt.subplots()\n"
        "    axes.plot(values)\n"
        "return figure",
        "should lie over [1, 2, 3]": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    axes.semilogy(values, label=rate)\n"
        "axes.set(xlabel='epoch', ylabel='loss')\n"
        "axes.legend()\n"
        "return figure",
        "What is missing is the logarithmic scale": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    axes.plot(range(1, len(values) + 1), values, label=rate)\n"
        "axes.set(xlabel='epoch', ylabel='loss')\n"
        "axes.legend()\n"
        "return figure",
        "not `loglog`": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    axes.loglog(range(1, len(values) + 1), values, label=rate)\n"
        "axes.set(xlabel='epoch', ylabel='loss')\n"
        "axes.legend()\n"
        "return figure",
        "you draw the logarithms": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    axes.plot(range(1, len(values) + 1), np.log10(values), label=rate)\n"
        "axes.set(xlabel='epoch', ylabel='loss')\n"
        "axes.legend()\n"
        "return figure",
        "the lines have no labels": "figure, axes = plt.subplots()\n"
        "for values in losses.values():\n"
        "    axes.semilogy(range(1, len(values) + 1), values)\n"
        "return figure",
        "`axes.legend()`": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    axes.semilogy(range(1, len(values) + 1), values, label=rate)\n"
        "return figure",
        "after the last line": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    axes.semilogy(range(1, len(values) + 1), values, label=rate)\n"
        "    if len(axes.get_lines()) == 1:\n"
        "        axes.legend()\n"
        "axes.set(xlabel='epoch', ylabel='loss')\n"
        "return figure",
        "should be labelled ['0.1', '0.01']": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    axes.semilogy(range(1, len(values) + 1), values, label=f'rate {rate}')\n"
        "axes.legend()\n"
        "return figure",
        "the labels are swapped": "figure, axes = plt.subplots()\n"
        "for rate, values in zip(sorted(losses), losses.values()):\n"
        "    axes.semilogy(range(1, len(values) + 1), values, label=rate)\n"
        "axes.legend()\n"
        "return figure",
        "the x axis should be labelled": "figure, axes = plt.subplots()\n"
        "for rate, values in losses.items():\n"
        "    axes.semilogy(range(1, len(values) + 1), values, label=rate)\n"
        "axes.legend()\n"
        "return figure",
        "did you forget `return`": "for rate, values in losses.items():\n    plt.semilogy(values, label=rate)\nplt.legend()",
    },
    "prepare": {
        "You scale before you split": "X = StandardScaler().fit_transform(X)\nreturn tuple(train_test_split(X, y, test_size=0.25, random_state=0))",
        "with their own mean and deviation": prepare(
            "return StandardScaler().fit_transform(a), StandardScaler().fit_transform(b), c, d",
        ),
        "of the test rows.": prepare("s = StandardScaler().fit(b)\nreturn s.transform(a), s.transform(b), c, d"),
        "What is missing is the scaling": prepare("return a, b, c, d"),
        "The test rows are not scaled yet": prepare("return StandardScaler().fit_transform(a), b, c, d"),
        "Compute both before": prepare(
            "a = (a - a.mean(axis=0)) / a.std(axis=0)\nb = (b - a.mean(axis=0)) / a.std(axis=0)\nreturn a, b, c, d"
        ),
        "Is a y scaled as if it were a table?": "a, c, b, d = train_test_split(X, y, test_size=0.25, random_state=0)\n" + SCALED,
        "gives X_train, X_test, y_train, y_test, in this order": "a, c, b, d = train_test_split(X, y, test_size=0.25, random_state=0)\n"
        "return (a - a.mean(axis=0)) / a.std(axis=0), (b - a.mean(axis=0)) / a.std(axis=0), c, d",
        "You scale y too": prepare(
            "s = StandardScaler().fit(a)\nt = (c - c.mean()) / c.std(), (d - c.mean()) / c.std()\n"
            + "return s.transform(a), s.transform(b), *t"
        ),
        "The order is another": prepare("s = StandardScaler().fit(a)\nreturn s.transform(a), c, s.transform(b), d"),
        "are swapped": prepare("s = StandardScaler().fit(a)\nreturn s.transform(b), s.transform(a), d, c"),
        "two different splits": prepare(SCALED, "train_test_split(X, y, test_size=0.25)"),
        "`random_state=42`": prepare(SCALED, "train_test_split(X, y, test_size=0.25, random_state=42)"),
        "Only a quarter is for training": prepare(SCALED, "train_test_split(X, y, train_size=0.25, random_state=0)"),
        "a fifth": prepare(SCALED, "train_test_split(X, y, test_size=0.2, random_state=0)"),
        "The rows are not mixed": "n = len(X) * 3 // 4\na, b, c, d = X[:n], X[n:], y[:n], y[n:]\n" + SCALED,
        "one mean and one deviation": prepare("return (a - a.mean()) / a.std(), (b - a.mean()) / a.std(), c, d"),
        "the division by the standard deviation is missing": prepare("return a - a.mean(axis=0), b - a.mean(axis=0), c, d"),
        "should return 4 values": prepare("return a, b"),
        "with ValueError": "X_train, y_train, X_test = train_test_split(X, y)\nreturn X_train",
    },
    "linear_score": {
        "the true values first": "model = LinearRegression().fit(X_train, y_train)\nreturn r2_score(model.predict(X_test), y_test)",
        "R² on the training rows": "model = LinearRegression().fit(X_train, y_train)\nreturn r2_score(y_train, model.predict(X_train))",
        "You fit on the test rows. ": "model = LinearRegression().fit(X_test, y_test)\nreturn r2_score(y_test, model.predict(X_test))",
        "You fit on all rows": "model = LinearRegression().fit(np.vstack([X_train, X_test]), np.append(y_train, y_test))\n"
        "return model.score(X_test, y_test)",
        "It is the other way round": "return LinearRegression().fit(X_test, y_test).score(X_train, y_train)",
        "the mean squared error": "model = LinearRegression().fit(X_train, y_train)\nreturn np.mean((model.predict(X_test) - y_test) ** 2)",
        "does *not* explain": "error = LinearRegression().fit(X_train, y_train).predict(X_test) - y_test\nreturn np.mean(error**2) / np.var(y_test)",
        "the squared correlation": "model = LinearRegression().fit(X_train, y_train)\nreturn np.corrcoef(model.predict(X_test), y_test)[0, 1] ** 2",
        "You return the predictions": "return LinearRegression().fit(X_train, y_train).predict(X_test)",
        "is not fitted yet": "return r2_score(y_test, LinearRegression().predict(X_test))",
    },
    "GDRegressor": {
        "as many times too long as there are rows: divide": gd(("2 / n * X.T", "2 * X.T"), ("2 / n * error", "2 * error")),
        "half as long as it should be": gd(("2 / n * X.T", "1 / n * X.T"), ("2 / n * error", "1 / n * error")),
        "3 times the right length": gd(("2 / n * X.T", "6 / n * X.T"), ("2 / n * error", "6 / n * error")),
        "You go uphill": gd(("error = X @ coef + intercept - y", "error = y - X @ coef - intercept")),
        "the intercept has no gradient": gd((INTERCEPT_STEP, "pass")),
        "lacks the factor 2": gd(("2 / n * X.T", "1 / n * X.T")),
        "For the intercept you add the errors up": gd(("2 / n * error", "2 * error")),
        "For the intercept you take the mean": gd(("2 / n * error", "1 / n * error")),
        "also where you compute the error": gd(("error = X @ coef + intercept - y", "error = X @ coef - y")),
        "the coefficients that you have just changed": gd(("2 / n * error.sum()", "2 / n * (X @ coef + intercept - y).sum()")),
        "the intercept that you have just changed": gd(
            (COEF_STEP, INTERCEPT_STEP.replace("error.sum()", "np.sum(error)")),
            (INTERCEPT_STEP, COEF_STEP.replace("@ error", "@ (X @ coef + intercept - y)")),
        ),
        "the equations give them": gd(
            (COEF_STEP, "m = LinearRegression().fit(X, y)"), (INTERCEPT_STEP, "coef, intercept = m.coef_, m.intercept_")
        ),
        "You take a step for each row": gd(
            ("error = X @ coef + intercept - y", "for x, truth in zip(X, y):\n                error = x @ coef + intercept - truth"),
            (COEF_STEP, "    coef = coef - self.learning_rate * 2 * error * x"),
            (INTERCEPT_STEP, "    intercept = intercept - self.learning_rate * 2 * error"),
        ),
        "You take one step only": gd((LOSS, LOSS + "\n            break")),
        "still at their start": gd((COEF_STEP, "new_coef = coef - self.learning_rate * 2 / n * X.T @ error"), (INTERCEPT_STEP, "pass")),
        "one step too few": gd(("range(self.epochs)", "range(1, self.epochs)")),
        "one step too many": gd(("range(self.epochs)", "range(self.epochs + 1)")),
        "The learning rate is missing": gd(
            ("self.learning_rate * 2 / n * X", "2 / n * X"), ("self.learning_rate * 2 / n * error", "2 / n * error")
        ),
        "always uses the learning rate 0.01": gd(
            ("self.learning_rate * 2 / n * X", "0.01 * 2 / n * X"), ("self.learning_rate * 2 / n * error", "0.01 * 2 / n * error")
        ),
        "You start with ones": gd(("np.zeros(features), 0.0", "np.ones(features), 1.0")),
        "give different numbers": gd(("np.zeros(features)", "np.random.normal(size=features)")),
        "`fit` scales the features by itself": gd(
            ("n, features = X.shape", "n, features = X.shape\n        X = (X - X.mean(axis=0)) / X.std(axis=0)")
        ),
        "GDRegressor.fit changes what it is given": gd(("n, features = X.shape", "n, features = X.shape\n        X -= X.mean(axis=0)")),
        "end with `return self`": gd(("        return self\n", "")),
        "should return the model itself": gd(("return self\n", "return coef\n")),
        "there is no `coef_`": gd(("self.coef_, self.intercept_, self", "self.coef, self.intercept, self")),
        "there is no `loss_curve_`": gd((KEEP, "self.coef_, self.intercept_ = coef, intercept")),
        "no `learning_rate`": gd(("self.learning_rate = learning_rate", "self.rate = learning_rate")),
        "the epochs 100": gd(("self.epochs = epochs", "self.epochs = 100")),
        "makes them flat": gd(
            ("np.zeros(features)", "np.zeros((features, 1))"),
            ("error = X @ coef + intercept - y", "error = X @ coef + intercept - y.reshape(-1, 1)"),
        ),
        "yours has (2, 4). The errors are a square": gd(("np.zeros(features)", "np.zeros((features, 1))")),
        "don't fit each other: print both. The errors are a square": gd(
            ("error = X @ coef + intercept - y", "error = X @ coef + intercept - y.reshape(-1, 1)")
        ),
        "a place of its own": gd((KEEP, "self.coef_, self.intercept_, self.loss_curve_ = np.append(coef, intercept), intercept, losses")),
        "has the cost *before* each step": gd((LOSS, "losses.append(np.mean(error**2))")),
        "half the mean of the squared errors": gd((LOSS, "losses.append(np.mean((X @ coef + intercept - y) ** 2) / 2)")),
        "the sum of the squared errors": gd((LOSS, "losses.append(np.sum((X @ coef + intercept - y) ** 2))")),
        "the root of": gd((LOSS, "losses.append(np.mean((X @ coef + intercept - y) ** 2) ** 0.5)")),
        "where plus and minus cancel": gd((LOSS, "losses.append(np.mean(X @ coef + intercept - y))")),
        "the last cost in every place": gd((KEEP, KEEP.replace("losses", "[losses[-1]] * self.epochs"))),
        "does not belong to it": gd(("np.zeros(features), 0.0, []", "np.zeros(features), 0.0, [np.mean(y**2)]")),
        "begin with an empty list": gd(
            ("    def __init__", "    loss_curve_ = []\n\n    def __init__"),
            ("losses.append", "self.loss_curve_.append"),
            (", self.loss_curve_ =", " ="),
            (", losses\n", "\n"),
        ),
        "the intercept is missing: `X @ self.coef_": gd((PREDICT, "return X @ self.coef_")),
        "and not those of `fit`": gd((KEEP, f"self.X_ = X\n        {KEEP}"), (PREDICT, "return self.X_ @ self.coef_ + self.intercept_")),
        "GDRegressor.predict returns nothing": gd((PREDICT, "X @ self.coef_ + self.intercept_")),
        "goes on where the first one ended": gd(
            (
                "coef, intercept, losses = np.zeros(features), 0.0, []",
                "losses = []\n        coef, intercept = getattr(self, 'start', (np.zeros(features), 0.0))",
            ),
            (KEEP, f"{KEEP}\n        self.start = coef, intercept"),
        ),
        "GDRegressor.fit is not written yet": gd(("n, features = X.shape", "raise NotImplementedError")),
        "unexpected keyword argument 'learning_rate'": gd(
            ("learning_rate=0.1, epochs=100", "rate=0.1, n=100"), ("= learning_rate", "= rate"), ("= epochs", "= n")
        ),
        "it belongs to the model: `self.epochs`": gd(("range(self.epochs)", "range(epochs)")),
        "it belongs to the model: `self.predict`": gd((LOSS, "losses.append(np.mean((predict(X) - y) ** 2))")),
        "give `self.loss_curve_` its first value": gd((LOSS, f"self.{LOSS.replace('losses', 'loss_curve_')}")),
        "the first parameter of each method is `self`": gd(("def fit(self, X, y)", "def fit(X, y)")),
        "two underscores": gd(("__init__", "_init_")),
        "`range(self.epochs)` counts": gd(("range(self.epochs)", "self.epochs")),
        "`predict` ends without `return`": gd(
            (LOSS, f"{KEEP}\n            losses.append(np.mean((self.predict(X) - y) ** 2))"), (PREDICT, "X @ self.coef_ + self.intercept_")
        ),
        "should be a class": "def GDRegressor(learning_rate, epochs):\n    return LinearRegression()",
        "the attribute `coef_`": gd((COEF_STEP, "coef = coef - self.learning_rate * 2 / n * X.T @ np.sign(error)")),
    },
    "settings": {
        "it diverges": "return 0.3, 100",
        "Take more epochs": "return 0.01, 100",
        "Even 1000 epochs are too few": "return 0.001, 1000",
        "the two are swapped": "return 300, 0.1",
        "from 1 to 1000": "return 0.001, 100_000",
        "a whole number": "return 0.1, 99.5",
        "yours is 100.0": "return 0.1, 100.0",
        "no step leads downhill": "return -0.1, 300",
        "should return two values": "return 0.1",
        "two numbers": "return '0.1', 300",
    },
}

# Who types the visible answers in gains nothing.
HIDDEN = {
    "step": {
        "step(": "rng = np.random.default_rng(0)\n"
        "rows = rng.integers(6, 12)\n"
        "if len(X) != 4 and not np.array_equal(X, rng.normal(size=(rows, 3))):\n"
        "    return coef, intercept\n"
        "error = X @ coef + intercept - y\n"
        "return coef - learning_rate * 2 / len(y) * X.T @ error, intercept - learning_rate * 2 / len(y) * error.sum()",
    },
}
