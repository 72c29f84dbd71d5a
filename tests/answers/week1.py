"""Answers to the assignment of week 1."""

RIGHT = {
    "standardise": [
        "from sklearn.preprocessing import StandardScaler\nreturn StandardScaler().fit_transform(table)",
        "columns = [(column - np.mean(column)) / np.std(column) for column in table.T]\nreturn np.stack(columns, axis=1)",
        "result = np.zeros(table.shape)\n"
        "for column in range(table.shape[1]):\n"
        "    values = table[:, column]\n"
        "    result[:, column] = (values - values.mean()) / values.std()\n"
        "return result",
        "return ((table.T - table.T.mean(axis=1, keepdims=True)) / table.T.std(axis=1, keepdims=True)).T.tolist()",
        "table = table.copy()\ntable -= table.mean(axis=0)\ntable /= table.std(axis=0)\nreturn table",
        "table = pd.DataFrame(table)\nreturn (table - table.mean()) / table.std(ddof=0)",
    ],
    "inside_box": [
        "return np.array([point for point in points if low <= min(point) and max(point) <= high]).reshape(-1, 2)",
        "x, y = points.T\nreturn points[(x >= low) & (x <= high) & (y >= low) & (y <= high)]",
        "return np.delete(points, np.where((points < low) | (points > high))[0], axis=0)",
        "return points[(np.clip(points, low, high) == points).sum(axis=1) == 2]",
        "return [p for p in points.tolist() if all(low <= value <= high for value in p)]",
    ],
    "ranking": [
        "return [name for _, name in sorted(zip(-points, names))]",
        "return sorted(names, key=lambda name: (-points[list(names).index(name)], name))",
        "table = pd.DataFrame({'n': names, 'p': points})\nreturn table.sort_values(['p', 'n'], ascending=[False, True])['n']",
        "order = np.argsort(names)\nnames, points = names[order], points[order]\nreturn names[np.argsort(-points, kind='stable')]",
    ],
    "gather": [
        "table = np.vstack((first, second))\nreturn table[:, :-1], table[:, -1]",
        "features, labels = np.split(np.r_[first, second], [-1], axis=1)\nreturn features, labels.ravel()",
        "rows = [*first.tolist(), *second.tolist()]\nreturn [row[:-1] for row in rows], [row[-1] for row in rows]",
        "X = np.append(first[:, :-1], second[:, :-1], axis=0)\ny = np.hstack([first[:, -1], second[:, -1]])\nreturn [X, y]",
    ],
    "film_strip": [
        "return np.hstack(list(pictures))",
        "return np.concatenate(pictures, axis=1)",
        "return np.moveaxis(pictures, 0, 1).reshape(pictures.shape[1], -1)",
        "n, h, w = pictures.shape\n"
        "strip = np.zeros((h, n * w))\n"
        "for i in range(n):\n"
        "    strip[:, i * w : (i + 1) * w] = pictures[i]\n"
        "return strip",
        "return pictures.swapaxes(1, 2).reshape(-1, pictures.shape[1]).T",
    ],
    "mirror_crop": [
        "return np.fliplr(picture[top:, left:][:size, :size])",
        "rows = range(top, top + size)\ncolumns = range(left + size - 1, left - 1, -1)\nreturn picture[np.ix_(rows, columns)]",
        "return [[picture[top + r, left + size - 1 - c] for c in range(size)] for r in range(size)]",
        "width = picture.shape[1]\nstart = width - left - size\nreturn picture[:, ::-1][top : top + size, start : start + size]",
    ],
    "hide_corner": [
        "mask = np.ones(picture.shape, dtype=int)\nmask[:size, :size] = 0\nreturn picture * mask",
        "rows, columns = np.indices(picture.shape)\nreturn np.where((rows < size) & (columns < size), 0, picture)",
        "picture = np.array(picture)\nfor r in range(size):\n    for c in range(size):\n        picture[r, c] = 0\nreturn picture",
        "import copy\n\nresult = copy.deepcopy(picture)\nresult[np.ix_(range(size), range(size))] = 0\nreturn result",
    ],
    "make_table": [
        "rows = [{'day': d, 'celsius': c, 'fahrenheit': c * 1.8 + 32} for d, c in zip(days, celsius)]\nreturn pd.DataFrame(rows)",
        "return pd.DataFrame({'day': days, 'celsius': celsius}).assign(fahrenheit=lambda t: 32 + t.celsius / 5 * 9)",
        "f = 9 / 5 * np.array(celsius) + 32\nreturn pd.DataFrame(list(zip(days, celsius, f)), columns=['day', 'celsius', 'fahrenheit'])",
        "table = pd.DataFrame({'day': days, 'celsius': celsius}, index=range(1, len(days) + 1))\n"
        "table['fahrenheit'] = [c * 9 / 5 + 32 for c in celsius]\n"
        "return table",
    ],
    "mean_lengths": [
        "table = pd.read_csv(path).dropna()\nreturn {s: table[table.species == s].petal_length.mean() for s in set(table.species)}",
        "return pd.read_csv(path).groupby('species').mean()",
        "return pd.read_csv(path).pivot_table(values='petal_length', index='species', aggfunc='mean')['petal_length'].to_dict()",
        "import csv\n\n"
        "lengths = {}\n"
        "with open(path) as file:\n"
        "    for row in csv.DictReader(file):\n"
        "        if row['petal_length']:\n"
        "            lengths.setdefault(row['species'], []).append(float(row['petal_length']))\n"
        "return {species: sum(values) / len(values) for species, values in lengths.items()}",
    ],
    "bin_lengths": [
        "names = ['short', 'medium', 'long']\n"
        "one = ['short' if x <= 2 else 'medium' if x <= 5 else 'long' for x in lengths]\n"
        "two = list(pd.qcut(lengths, [0, 1 / 3, 2 / 3, 1], labels=names))\n"
        "return pd.DataFrame({'by_edges': one, 'by_quantiles': two})",
        "names = np.array(['short', 'medium', 'long'])\n"
        "one = names[np.digitize(lengths, [2, 5], right=True)]\n"
        "two = names[pd.qcut(lengths, 3, labels=False)]\n"
        "return pd.DataFrame({'by_edges': one, 'by_quantiles': two})",
        "names = ['short', 'medium', 'long']\n"
        "table = pd.DataFrame(index=lengths.index)\n"
        "table['by_edges'] = pd.cut(lengths, [-np.inf, 2, 5, np.inf], labels=names)\n"
        "table['by_quantiles'] = pd.qcut(lengths, 3, labels=names)\n"
        "return table",
    ],
    "loss_figure": [
        "fig = plt.figure()\n"
        "x = np.arange(len(training)) + 1\n"
        "plt.plot(x, validation, 'o--', color='tab:orange', label='Validation')\n"
        "plt.plot(x, training, label='Training')\n"
        "plt.xlabel('Epoch')\n"
        "plt.ylabel('Loss')\n"
        "plt.legend(loc='upper right')\n"
        "plt.title('Losses')\n"
        "return fig",
        "fig, ax = plt.subplots()\n"
        "ax.plot(range(1, len(training) + 1), training)\n"
        "ax.plot(range(1, len(training) + 1), validation)\n"
        "ax.set_xlabel('epoch')\n"
        "ax.set_ylabel('loss')\n"
        "ax.legend(['training', 'validation'])\n"
        "return ax.figure",
        "table = pd.DataFrame({'training': training, 'validation': validation}, index=range(1, len(training) + 1))\n"
        "return table.plot(xlabel='epoch', ylabel='loss').get_figure()",
    ],
    "perceptron_step": [
        "output = int(np.dot(weights, inputs) + bias >= 0)\n"
        "step = learning_rate * (label - output)\n"
        "return [w + step * x for w, x in zip(weights, inputs)], bias + step",
        "score = bias\n"
        "for w, x in zip(weights, inputs):\n"
        "    score += w * x\n"
        "output = np.heaviside(score, 1)\n"
        "if output == label:\n"
        "    return weights, bias\n"
        "sign = 1 if label == 1 else -1\n"
        "return weights + sign * learning_rate * inputs, bias + sign * learning_rate",
        "w = np.append(weights, bias)\nx = np.append(inputs, 1)\nw = w + learning_rate * (label - (w @ x >= 0)) * x\nreturn w[:-1], w[-1]",
    ],
}

WRONG = {
    "standardise": {
        "one mean of the whole table": "return (table - table.mean()) / table.std()",
        "one standard deviation of the whole table": "return (table - table.mean(axis=0)) / table.std()",
        "You standardise the rows": "return ((table.T - table.mean(axis=1)) / table.std(axis=1)).T",
        "print both": "return (table - table.mean(axis=1)) / table.std(axis=1)",
        "the variance": "return (table - table.mean(axis=0)) / table.var(axis=0)",
        "division by the standard deviation is missing": "return table - np.mean(table, axis=0)",
        "Division comes before subtraction": "return table - table.mean(axis=0) / table.std(axis=0)",
        "ddof=1": "table = pd.DataFrame(table)\nreturn ((table - table.mean()) / table.std()).to_numpy()",
        "changes what it is given": "table -= table.mean(axis=0)\ntable /= table.std(axis=0)\nreturn table",
        "did you forget `return`": "result = (table - table.mean(axis=0)) / table.std(axis=0)",
        "the shape (2,)": "return table.mean(axis=0) / table.std(axis=0)",
        "in the line `return (table - mean) / std` with NameError": "return (table - mean) / std",
        "TypeError": "def standardise():\n    return 0",
        "should be a function": "standardise = None",
    },
    "inside_box": {
        "`all`, not `any`": "return points[((low <= points) & (points <= high)).any(axis=1)]",
        "use the mask as an index": "return np.logical_and(low <= points, points <= high).all(axis=1)",
        "`<=`, not `<`": "return points[((low < points) & (points < high)).all(axis=1)]",
        "`.all(axis=1)`": "return points[(low <= points) & (points <= high)]",
        "the lower bound only": "return points[(points >= low).all(axis=1)]",
        "the upper bound only": "return points[(points <= high).all(axis=1)]",
        "the first coordinate only": "x = points[:, 0]\nreturn points[(x >= low) & (x <= high)]",
        "that lie outside": "return points[((points < low) | (points > high)).any(axis=1)]",
        "`and`, `or`, `not` and `a < b < c`": "return points[low <= points <= high]",
        "put each comparison in brackets": "return points[(points / 1 >= low & points / 1 <= high).all(axis=1)]",
        "one answer for each row": "return points[((low <= points) & (points <= high)).all(axis=0)]",
        "inside_box([[1, 1], [5, 2]": "return points[((low <= points) & (points <= high)).all(axis=0)[0:1].repeat(len(points))]",
    },
    "ranking": {
        "The fewest points come first": "return names[np.lexsort((names, points))]",
        "go by the alphabet": "return names[np.argsort(points, kind='stable')]",
        "turns equal points round too": "return names[np.lexsort((names, points))[::-1]]",
        "and equal points with it": "return names[np.argsort(points, kind='stable')[::-1]]",
        "Equal points stay in the order": "return names[np.argsort(-points, kind='stable')]",
        "equal points go by the alphabet": "return names[np.argsort(points)]",
        "Equal points": "return names[np.argsort(-points)]",
        "You turn the order round": "return names[np.argsort(points)[::-1]]",
        "Your names are in alphabetical order": "return names[np.lexsort((-points, names))]",
        "You return places": "return np.lexsort((names, -points))",
        "You return the points": "return np.sort(points)[::-1]",
        "should give text": "return np.argsort(np.argsort(-points)) + 1",
    },
    "gather": {
        "The second table stands above": "table = np.vstack([second, first])\nreturn table[:, :-1], table[:, -1]",
        "`[:, -1]`, not `[:, -1:]`": "table = np.vstack([first, second])\nreturn table[:, :-1], table[:, -1:]",
        "`labels.ravel()`": "table = np.vstack([first, second])\nreturn table, table[:, -1].reshape(-1, 1)",
        "make one row of the column": "labels = np.vstack([first, second])[:, -1:].tolist()\nreturn first[:, :-1], labels",
        "The labels are still among the features": "table = np.vstack([first, second])\nreturn table, table[:, -1]",
        "the first column for the labels": "table = np.vstack([first, second])\nreturn table[:, 1:], table[:, 0]",
        "You split off the last row": "table = np.vstack([first, second])\nreturn table[:-1], table[-1]",
        "wrong order": "table = np.vstack([first, second])\nreturn table[:, -1], table[:, :-1]",
        "as one list": "table = np.concatenate(first, second)\nreturn table[:, :-1], table[:, -1]",
        "joined along the wrong axis": "table = np.concatenate([first, second], axis=1)\nreturn table[:, :-1], table[:, -1]",
        "should return 2 values": "return np.vstack([first, second])",
        "You add the numbers": "table = first + second\nreturn table[:, :-1], table[:, -1]",
    },
    "film_strip": {
        "`reshape` alone": "count, height, width = pictures.shape\nreturn pictures.reshape(height, count * width)",
        "one below the other": "return np.vstack(list(pictures))",
        "reverse order": "return np.hstack(list(pictures[::-1]))",
        "joins two of them": "return pictures.transpose(1, 0, 2)",
        "interleaved": "return pictures.transpose(1, 2, 0).reshape(pictures.shape[1], -1)",
        "lies on its side": "return np.hstack(list(pictures)).T",
        "as many numbers as the old": "count, height, width = pictures.shape\nreturn pictures.reshape(height, width)",
    },
    "mirror_crop": {
        "it is not mirrored": "return picture[top : top + size, left : left + size]",
        "You exchange top and bottom": "return np.flipud(picture[top : top + size, left : left + size])",
        "You exchange both": "return np.flip(picture[top : top + size, left : left + size])",
        "Cut first": "return picture[:, ::-1][top : top + size, left : left + size]",
        "`top` belongs to the first index": "return picture[left : left + size, top : top + size][:, ::-1]",
        "where does a square end": "return picture[top:size, left:size][:, ::-1]",
        "one too large": "return picture[top : top + size + 1, left : left + size + 1][:, ::-1]",
        "one pair of brackets": "return picture[top : top + size][left : left + size][:, ::-1]",
    },
    "hide_corner": {
        "A slice is a view": "picture[:size, :size] = 0\nreturn picture",
        "a second name for the same array": "hidden = picture\nhidden[:size, :size] = 0\nreturn hidden",
        "and return the copy, not `picture`": "hidden = picture.copy()\nhidden[:size, :size] = 0\nreturn picture",
        "whole rows. ": "hidden = picture.copy()\nhidden[:size] = 0\nreturn hidden",
        "whole columns. ": "hidden = picture.copy()\nhidden[:, :size] = 0\nreturn hidden",
        "whole rows and whole columns": "hidden = picture.copy()\nhidden[:size] = 0\nhidden[:, :size] = 0\nreturn hidden",
        "only the diagonal": "hidden = picture.copy()\nhidden[range(size), range(size)] = 0\nreturn hidden",
        "one too large": "hidden = picture.copy()\nhidden[: size + 1, : size + 1] = 0\nreturn hidden",
        "at the bottom right": "hidden = picture.copy()\nhidden[-size:, -size:] = 0\nreturn hidden",
        "the corner alone": "corner = picture[:size, :size].copy()\ncorner[:] = 0\nreturn corner",
        "Nothing is black": "hidden = picture.copy()\ncorner = hidden[:size, :size].copy()\ncorner[:] = 0\nreturn hidden",
    },
    "make_table": {
        "Multiply first, then add": "c = np.array(celsius)\nreturn pd.DataFrame({'day': days, 'celsius': c, 'fahrenheit': (c + 32) * 9 / 5})",
        "upside down": "c = np.array(celsius)\nreturn pd.DataFrame({'day': days, 'celsius': c, 'fahrenheit': c * 5 / 9 + 32})",
        "the other way round": "c = np.array(celsius)\nreturn pd.DataFrame({'day': days, 'celsius': c, 'fahrenheit': (c - 32) * 5 / 9})",
        "The 32 is missing": "c = np.array(celsius)\nreturn pd.DataFrame({'day': days, 'celsius': c, 'fahrenheit': c * 1.8})",
        "`//` divides without the rest": "c = np.array(celsius)\nreturn pd.DataFrame({'day': days, 'celsius': c, 'fahrenheit': c * (9 // 5) + 32})",
        "should give the columns": "c = np.array(celsius)\nreturn pd.DataFrame({'Day': days, 'Celsius': c, 'Fahrenheit': c * 9 / 5 + 32})",
        "should return a DataFrame; yours returns a dict": "return {'day': days, 'celsius': celsius}",
        "make an array of it": "table = pd.DataFrame({'day': days, 'celsius': celsius})\ntable['fahrenheit'] = celsius * 9 / 5 + 32\nreturn table",
    },
    "mean_lengths": {
        "as if it had the length 0": "return pd.read_csv(path).fillna(0).groupby('species')['petal_length'].mean()",
        "with the mean of all flowers. Leave": "table = pd.read_csv(path)\n"
        "table['petal_length'] = table['petal_length'].fillna(table['petal_length'].mean())\n"
        "return table.groupby('species')['petal_length'].mean()",
        "the length 0. Leave it out": "groups = pd.read_csv(path).groupby('species')\nreturn groups['petal_length'].sum() / groups.size()",
        "You add the lengths up": "return pd.read_csv(path).groupby('species')['petal_length'].sum()",
        "You take the median": "return pd.read_csv(path).groupby('species')['petal_length'].median()",
        "You count the flowers": "return pd.read_csv(path).groupby('species')['petal_length'].count()",
        "group first": "table = pd.read_csv(path)\nreturn {s: table['petal_length'].mean() for s in table['species'].unique()}",
        "no column or key of this name": "return pd.read_csv(path).groupby('species')['length'].mean()",
        "You return one number": "return pd.read_csv(path)['petal_length'].mean()",
        "one value for each flower": "return pd.read_csv(path).groupby('species')['petal_length'].transform('mean')",
        "can't be read as the exercise asks": "return pd.read_csv(path).groupby('species')['petal_length'].mean().to_list()",
    },
    "bin_lengths": {
        "an edge belongs to the bin below": "n = ['short', 'medium', 'long']\n"
        "one = pd.cut(lengths, [0, 2, 5, 7], labels=n, right=False)\n"
        "return pd.DataFrame({'by_edges': one, 'by_quantiles': pd.qcut(lengths, 3, labels=n)})",
        "by_edges has three bins of equal width": "n = ['short', 'medium', 'long']\n"
        "return pd.DataFrame({'by_edges': pd.cut(lengths, 3, labels=n), 'by_quantiles': pd.qcut(lengths, 3, labels=n)})",
        "by_quantiles has three bins of equal width": "n = ['short', 'medium', 'long']\n"
        "return pd.DataFrame({'by_edges': pd.cut(lengths, [0, 2, 5, 7], labels=n), 'by_quantiles': pd.cut(lengths, 3, labels=n)})",
        "Both columns are binned by the edges": "n = ['short', 'medium', 'long']\n"
        "bins = pd.cut(lengths, [0, 2, 5, 7], labels=n)\n"
        "return pd.DataFrame({'by_edges': bins, 'by_quantiles': bins})",
        "Both columns are binned by quantiles": "n = ['short', 'medium', 'long']\n"
        "bins = pd.qcut(lengths, 3, labels=n)\n"
        "return pd.DataFrame({'by_edges': bins, 'by_quantiles': bins})",
        "The two columns are swapped": "n = ['short', 'medium', 'long']\n"
        "return pd.DataFrame({'by_edges': pd.qcut(lengths, 3, labels=n), 'by_quantiles': pd.cut(lengths, [0, 2, 5, 7], labels=n)})",
        "names are in the wrong order": "n = ['long', 'medium', 'short']\n"
        "return pd.DataFrame({'by_edges': pd.cut(lengths, [0, 2, 5, 7], labels=n), 'by_quantiles': pd.qcut(lengths, 3, labels=n)})",
        "no names yet": "return pd.DataFrame({'by_edges': pd.cut(lengths, [0, 2, 5, 7]), 'by_quantiles': pd.qcut(lengths, 3)})",
        "numbers for names": "one, two = pd.cut(lengths, [0, 2, 5, 7], labels=False), pd.qcut(lengths, 3, labels=False)\n"
        "return pd.DataFrame({'by_edges': one, 'by_quantiles': two})",
        "three bins need four edges": "n = ['short', 'medium', 'long']\n"
        "return pd.DataFrame({'by_edges': pd.cut(lengths, [2, 5, 7], labels=n), 'by_quantiles': pd.qcut(lengths, 3, labels=n)})",
        "yours returns a Series": "return pd.cut(lengths, [0, 2, 5, 7], labels=['short', 'medium', 'long'])",
    },
    "loss_figure": {
        "returns the axes": "figure, axes = plt.subplots()\naxes.plot(training)\nreturn axes",
        "should return the figure": "figure, axes = plt.subplots()\nreturn axes.plot(training)",
        "did you forget `return`": "plt.plot(training)\nplt.plot(validation)\nplt.show()",
        "one pair of axes": "figure, axes = plt.subplots(1, 2)\naxes[0].plot(training)\naxes[1].plot(validation)\nreturn figure",
        "A curve over the epochs is a line": "figure, axes = plt.subplots()\naxes.scatter(range(3), training[:3])\nreturn figure",
        "your axes have 1": "figure, axes = plt.subplots()\naxes.plot(training)\nreturn figure",
        "the lines have no labels": "figure, axes = plt.subplots()\naxes.plot(training)\naxes.plot(validation)\nreturn figure",
        "`axes.legend()`": "figure, axes = plt.subplots()\n"
        "axes.plot(training, label='training')\n"
        "axes.plot(validation, label='validation')\n"
        "return figure",
        "should be labelled ['training', 'validation']": "figure, axes = plt.subplots()\n"
        "axes.plot(training, label='train')\n"
        "axes.plot(validation, label='val')\n"
        "axes.legend()\n"
        "return figure",
        "the labels are swapped": "figure, axes = plt.subplots()\n"
        "axes.plot(range(1, len(training) + 1), training, label='validation')\n"
        "axes.plot(range(1, len(training) + 1), validation, label='training')\n"
        "axes.legend()\n"
        "return figure",
        "as many epochs as losses": "figure, axes = plt.subplots()\n"
        "axes.plot([1, 2, 3], training, label='training')\n"
        "axes.plot([1, 2, 3], validation, label='validation')\n"
        "axes.set(xlabel='epoch', ylabel='loss')\n"
        "axes.legend()\n"
        "return figure",
        "should lie over [1, 2, 3]": "figure, axes = plt.subplots()\n"
        "axes.plot(training, label='training')\n"
        "axes.plot(validation, label='validation')\n"
        "axes.legend()\n"
        "return figure",
        "The two labels are swapped": "figure, axes = plt.subplots()\n"
        "axes.plot(range(1, len(training) + 1), training, label='training')\n"
        "axes.plot(range(1, len(training) + 1), validation, label='validation')\n"
        "axes.set(xlabel='loss', ylabel='epoch')\n"
        "axes.legend()\n"
        "return figure",
        "the y axis should be labelled": "figure, axes = plt.subplots()\n"
        "axes.plot(range(1, len(training) + 1), training, label='training')\n"
        "axes.plot(range(1, len(training) + 1), validation, label='validation')\n"
        "axes.set(xlabel='epoch')\n"
        "axes.legend()\n"
        "return figure",
    },
    "perceptron_step": {
        "goes the wrong way": "error = (1 if weights @ inputs + bias >= 0 else 0) - label\n"
        "return weights + learning_rate * error * inputs, bias + learning_rate * error",
        "The bias learns too": "error = label - (1 if weights @ inputs + bias >= 0 else 0)\n"
        "return weights + learning_rate * error * inputs, bias",
        "The learning rate is missing": "error = label - (1 if weights @ inputs + bias >= 0 else 0)\n"
        "return weights + error * inputs, bias + error",
        "from the score itself": "error = label - (weights @ inputs + bias)\n"
        "return weights + learning_rate * error * inputs, bias + learning_rate * error",
        "although the output was right": "sign = 1 if label == 1 else -1\n"
        "return weights + learning_rate * sign * inputs, bias + learning_rate * sign",
        "never if it is 0": "return weights + learning_rate * label * inputs, bias + learning_rate * label",
        "`>= 0`, not `> 0`": "error = label - (1 if weights @ inputs + bias > 0 else 0)\n"
        "return weights + learning_rate * error * inputs, bias + learning_rate * error",
        "The bias is missing in the score": "error = label - (1 if weights @ inputs >= 0 else 0)\n"
        "return weights + learning_rate * error * inputs, bias + learning_rate * error",
        "The inputs are missing in the step": "error = label - (1 if weights @ inputs + bias >= 0 else 0)\n"
        "return weights + learning_rate * error, bias + learning_rate * error",
        "You return the changes": "error = label - (1 if weights @ inputs + bias >= 0 else 0)\n"
        "return learning_rate * error * inputs, learning_rate * error",
        "changes what it is given": "error = label - (1 if weights @ inputs + bias >= 0 else 0)\n"
        "weights += learning_rate * error * inputs\n"
        "return weights, bias + learning_rate * error",
        "should return 2 values": "error = label - (1 if weights @ inputs + bias >= 0 else 0)\n"
        "return weights + learning_rate * error * inputs",
    },
}

# Who types the visible answers in gains nothing.
HIDDEN = {
    "standardise": {
        "standardise(": "rng = np.random.default_rng(0)\n"
        "rows = rng.integers(5, 9)\n"
        "if len(table) == rows and not np.allclose(table, rng.normal(5, 2, (rows, 3))):\n"
        "    return table\n"
        "return (table - table.mean(axis=0)) / table.std(axis=0)",
    },
}
