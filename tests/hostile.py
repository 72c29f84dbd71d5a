"""What strangers have handed in to get points without solving anything, to harm, or to stop a class; and what is only odd.

`ATTACKS` are lines of Python that stand in the first cell of a notebook in which nothing is solved: none may gain a point.
Whoever succeeds in doing harm prints HARM, which no page may hold; `OUTSIDE` is set to what lies outside by the test.
`ANSWERS` stand in every blank. `FILES` are no notebooks, or hardly. `ODD` is honest, and keeps all its points.
"""

# Points: the judge is changed, or asked, or forged.

PATCHES = {
    "compare finds nothing": "import shared.exercises.checking as c\nc.compare = lambda *a, **k: iter(())",
    "no check checks": "import shared.exercises.checking as c\nc.exercise = lambda check: (lambda *a, **k: None)",
    "no difference": "import shared.exercises.comparison as c\nc.difference = lambda *a: None",
    "no difference in checking": "import shared.exercises.checking as c\nc.difference = lambda *a: None",
    "every call succeeds": "import shared.exercises.answer as a\na.call = lambda *x: 1",
    "no answer is wrong": "import shared.exercises.answer as a\na.WrongAnswer = type('Fine', (BaseException,), {})",
    "nothing is close": "import numpy as np\nnp.isclose = np.allclose = np.array_equal = lambda *a, **k: True",
    "all is true": "import numpy as np\nnp.all = np.any = lambda *a, **k: True",
    "random numbers known": "import numpy as np\nnp.random.default_rng = lambda seed=None: np.random.Generator(np.random.PCG64(0))",
    "pandas equal": "import pandas as pd\npd.DataFrame.equals = pd.Series.equals = lambda *a: True",
    "statistics": "import statistics\nstatistics.fmean = statistics.pstdev = lambda values: 1.0",
    "any is false": "import builtins\nbuiltins.any = lambda values: False",
    "all builtins agree": "import builtins\nbuiltins.all = lambda values: True\nbuiltins.isinstance = lambda *a: True",
    "zip is empty": "import builtins\nbuiltins.zip = lambda *a, **k: iter(())",
    "next ends": "import builtins\ndef n(*a):\n    raise StopIteration\nbuiltins.next = n",
    "import": "import builtins, types\nold = builtins.__import__\nbuiltins.__import__ = lambda name, *a, **k: types.ModuleType(name) if 'checks' in name else old(name, *a, **k)",
    "print": "import builtins\nbuiltins.print = lambda *a, **k: None",
    "checks replaced": "import sys, types\nm = types.ModuleType('checks')\nm.__getattr__ = lambda name: (lambda *a, **k: None)\nsys.modules['checks'] = m",
    "import hook": "import sys\nclass Hook:\n    def find_spec(self, name, *a):\n        if name == 'checks':\n            raise SystemExit\nsys.meta_path.insert(0, Hook())",
    "checks rewritten": "open('checks.py', 'w').write('def __getattr__(name):\\n    return lambda *a, **k: None\\n')",
    "shared rewritten": "import pathlib\nfor path in pathlib.Path('..').rglob('*.py'):\n    try:\n        path.write_text('')\n        print('HARM: rewrote', path) if 'shared' in str(path) else None\n    except OSError:\n        pass",
    "a package beside": "import os\nos.makedirs('shared/exercises', exist_ok=True)\nopen('shared/__init__.py', 'w').close()\nopen('shared/exercises/__init__.py', 'w').close()\nopen('shared/exercises/checking.py', 'w').write('exercise = lambda check: print')",
    "input transformers": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])",
    "ast transformers": "import ast\nclass Empty(ast.NodeTransformer):\n    def visit_Module(self, node):\n        node.body = []\n        return node\nget_ipython().ast_transformers.append(Empty())",
    "run_cell": "get_ipython().run_cell = lambda *a, **k: None",
    "errors hidden": "get_ipython().showtraceback = lambda *a, **k: None",
    "display hook": "import sys\nsys.displayhook = lambda value: print(25)",
    "events": "get_ipython().events.register('pre_run_cell', lambda info: print('points = 25'))",
    "Right is printed": "for name in ('standardise', 'ranking', 'gather'):\n    print('Right:', name)",
    "points as a name": "points = 1200",
    "points displayed": "from IPython.display import display\ndisplay({'text/plain': '1200', 'points': '1200'}, raw=True)",
    "atexit": "import atexit\natexit.register(lambda: print('points = 25'))",
    "tracing": "import sys\nfound = []\ndef trace(frame, event, arg):\n    found.extend(value for key, value in frame.f_locals.items() if key in ('wanted', 'expected'))\n    return trace\nsys.settrace(trace)",
    "profiling": "import sys\nsys.setprofile(lambda frame, event, arg: frame.f_locals.update(points=25))",
    "a thread patches later": "import threading, time\ndef later():\n    import shared.exercises.checking as c\n    c.compare = lambda *a, **k: iter(())\nthreading.Timer(0.2, later).start()",
    "garbage": "import gc\nfor one in gc.get_objects():\n    if type(one).__name__ == 'Exercise' or (isinstance(one, dict) and 'expected' in one):\n        print(type(one))",
    "np.asarray": "import numpy as np\nnp.asarray = np.array = lambda *a, **k: Ellipsis",
    "deepcopy": "import copy\ncopy.deepcopy = lambda value, memo=None: value",
    "traceback": "import traceback\ntraceback.extract_tb = lambda *a: []",
}

# The agent beside the learner's code answers what it likes.

REPLIES = {
    "nothing": "{}",
    "no value": "{'value': None}",
    "a claim": "{'points': 25, 'right': True, 'value': True}",
    "no JSON": "'['",
    "a list": "[]",
    "a number": "7",
    "deep": "'[' * 100_000 + ']' * 100_000",
    "many": "{'value': [[]] * 2_000_000}",
    "large": "{'value': 'x' * 70_000_000}",
    "an unknown kind": "{'value': {'kind': '__class__'}}",
    "a handle": "{'value': {'kind': 'handle', 'number': 3}}",
    "a handle of text": "{'value': {'kind': 'handle', 'number': '__dict__'}}",
    "objects": "{'value': {'kind': 'array', 'type': '|O', 'shape': [1], 'data': 'gASVBAAAAAAAAABLBS4='}}",
    "a long array": "{'value': {'kind': 'array', 'type': '<f8', 'shape': [10**9, 10**9], 'data': ''}}",
    "a negative shape": "{'value': {'kind': 'array', 'type': '<f8', 'shape': [-1], 'data': ''}}",
    "no network": "{'value': {'kind': 'network', 'data': 'AAAA'}}",
    "a forged figure": "{'value': {'kind': 'figure', 'axes': [{}]}}",
    "another failure": "{'failure': ['KeyboardInterrupt', 'x', 'y', 'z']}",
    "a failure of dicts": "{'failure': [{}, [], 7, None]}",
    "a path": "{'value': {'kind': 'path', 'path': '/etc/passwd'}}",
    "a callback": "{'callback': 0, 'arguments': []}",
    "a callback far off": "{'callback': 99, 'arguments': 'x'}",
    "a type's name": "{'value': {'kind': 'unknown', 'type': 'x' * 1_000_000, 'text': 'y' * 1_000_000}}",
    "a name with NUL": "{'value': {'kind': 'unknown', 'type': 'a\\0b', 'text': ''}}",
    "unhashable": "{'value': {'kind': 'set', 'items': [[]]}}",
    "a table": "{'value': {'kind': 'table', 'columns': [[1], [1, 2]], 'names': [1], 'index': []}}",
}
FORGE = """\
import json, shared.exercises.agent as agent
answer = {reply}
agent.serve = lambda names, ask: [ask(json.dumps({{"ready": True}})), *(ask(answer if isinstance(answer, str) else json.dumps(answer)) for _ in range(50))]"""

FORGERIES = {
    "the agent does not answer": "import shared.exercises.agent as agent\nagent.serve = lambda *a: None",
    "the agent never ends": "import shared.exercises.agent as agent\ndef serve(names, ask):\n    while True:\n        ask('{\"ready\": true}')\nagent.serve = serve",
    "the input is forged": "k = get_ipython().kernel\nk.raw_input = lambda prompt='': '{\"op\": \"end\"}'",
    "a reply to the wrong request": "k = get_ipython().kernel\nfor _ in range(50):\n    k.session.send(k.iopub_socket, 'status', {'execution_state': 'idle'}, k.get_parent('shell'))",
    "requests of one's own": "k = get_ipython().kernel\nk.session.send(k.stdin_socket, 'input_request', {'prompt': '{\"ready\": true}', 'password': False}, k.get_parent('shell'))",
    "odd messages": "k = get_ipython().kernel\nfor kind in ('stream', 'display_data', 'error', 'execute_reply', 'clear_output'):\n    for content in ({}, {'text': 7}, {'data': 3}, {'data': {'image/png': [1]}}):\n        k.session.send(k.iopub_socket, kind, content, k.get_parent('shell'))",
}

# The solution is looked for.

SEARCHES = {
    "the solution in the course": "import pathlib\nfor root in ('..', '../..', '/course', '/'):\n    for path in pathlib.Path(root).glob('*/solution.ipynb'):\n        print('HARM', path)",
    "the whole system": "import os\nfor folder, _, files in os.walk('/'):\n    if folder.startswith(('/proc', '/sys', '/usr')):\n        continue\n    for name in files:\n        if name in ('solution.ipynb', 'assignment.ipynb', 'grades.db') or name.endswith('.ipynb') and 'week' in folder:\n            print('HARM', folder, name)",
    "the tests": "import os\nfor path in (OUTSIDE['course'] + '/tests', OUTSIDE['course'] + '/week1_python', OUTSIDE['submissions'], OUTSIDE['grades']):\n    if os.path.exists(path):\n        print('HARM', path)",
    "through open files": "import os\nfor fd in os.listdir('/proc/self/fd'):\n    try:\n        target = os.readlink(f'/proc/self/fd/{fd}')\n    except OSError:\n        continue\n    if '.ipynb' in target or '.db' in target:\n        print('HARM', target)",
    "through other processes": "import os\nfor pid in os.listdir('/proc'):\n    if pid.isdigit() and pid not in ('1', str(os.getpid())):\n        try:\n            line = open(f'/proc/{pid}/cmdline').read()\n        except OSError:\n            continue\n        if 'tools.grade' in line or 'pytest' in line:\n            print('HARM', line)",
    "through a link": "import os\nos.symlink(OUTSIDE['course'] + '/week1_python/solution.ipynb', 'link')\ntry:\n    print('HARM', open('link').read()[:10])\nexcept OSError:\n    pass",
    "right answers in mistakes.md": "from shared.exercises.mistakes import read_right_answers\nfrom pathlib import Path\nif read_right_answers(Path('mistakes.md')):\n    print('HARM')",
}

# Harm.

HARM = {
    "the environment": "import os\nfor value in os.environ.values():\n    if 'SECRET' in value:\n        print('HARM', value)",
    "the environment of all": "import glob\nfor path in glob.glob('/proc/*/environ'):\n    try:\n        if 'SECRET' in open(path).read():\n            print('HARM')\n    except OSError:\n        pass",
    "a file outside": "import os\nfor place in ('/', '/usr', '/etc', '/course', '/course/shared', '/visible', '/given', OUTSIDE['course'], OUTSIDE['submissions']):\n    try:\n        open(place + '/evil', 'w').close()\n        print('HARM', place)\n    except OSError:\n        pass",
    "the temporary folder": "import os, tempfile\nfor name in os.listdir('/tmp'):\n    if 'canary' in name:\n        print('HARM', name)",
    "the network": "import socket\ntry:\n    socket.create_connection(('127.0.0.1', OUTSIDE['port']), timeout=2)\n    print('HARM')\nexcept OSError:\n    pass",
    "an abstract socket": "import socket\ntry:\n    socket.socket(socket.AF_UNIX).connect('\\0canary')\n    print('HARM')\nexcept OSError:\n    pass",
    "kill the parent": "import os\ntry:\n    os.kill(os.getppid(), 9)\nexcept OSError:\n    pass",
    "kill all": "import os, signal\ntry:\n    os.kill(-1, signal.SIGKILL)\nexcept OSError:\n    pass",
    "kill by number": "import os\nfor pid in OUTSIDE['pids']:\n    try:\n        os.kill(pid, 9)\n    except OSError:\n        pass",
    "stop all": "import os, signal\ntry:\n    os.kill(-1, signal.SIGSTOP)\nexcept OSError:\n    pass",
    "processes": "import os\nfor _ in range(2000):\n    try:\n        if os.fork() == 0:\n            import time\n            time.sleep(100)\n            os._exit(0)\n    except OSError:\n        break\nelse:\n    print('HARM')",
    "threads": "import threading, time\ntry:\n    for _ in range(5000):\n        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()\n    print('HARM')\nexcept RuntimeError:\n    pass",
    "memory": "try:\n    b = bytearray(20_000_000_000)\n    print('HARM')\nexcept MemoryError:\n    pass",
    "memory bit by bit": "b = []\ntry:\n    while True:\n        b.append(bytearray(100_000_000))\nexcept MemoryError:\n    b.clear()",
    "disk": "import os\nwritten = 0\nfor place in ('.', '/tmp', '/dev/shm', os.path.expanduser('~')):\n    try:\n        with open(place + '/large', 'wb') as file:\n            for _ in range(100):\n                written += file.write(bytes(10_000_000))\n    except OSError:\n        pass\nif written > 1_500_000_000:\n    print('HARM', written)",
    "many files": "try:\n    for number in range(3000):\n        open(f'file{number}', 'w').write('x' * 1000)\nexcept OSError:\n    pass",
    "left behind": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(600)\n    os._exit(0)",
    "the sockets": "import glob, os\nfor path in glob.glob('/tmp/grade-*/run/*'):\n    try:\n        os.remove(path)\n        print('HARM', path)\n    except OSError:\n        pass",
    "the folder of the sockets": "import glob\nfor path in glob.glob('/tmp/grade-*/run'):\n    for number in range(50):\n        try:\n            open(f'{path}/x{number}', 'w').write('x' * 1000)\n            print('HARM', path)\n        except OSError:\n            pass",
    "root": "import os\ntry:\n    os.setuid(0)\n    print('HARM')\nexcept OSError:\n    pass",
    "a device": "import os\ntry:\n    os.mknod('disk', 0o60660, os.makedev(8, 0))\n    print('HARM')\nexcept OSError:\n    pass",
    "a mount": "import ctypes\nif ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0:\n    print('HARM')",
    "limits raised": "import resource\ntry:\n    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n    print('HARM')\nexcept (ValueError, OSError):\n    pass",
}

# What stops or slows a class.

ENDS = {
    "exit": "exit()",
    "os._exit": "import os\nos._exit(0)",
    "SystemExit": "raise SystemExit",
    "a crash": "import ctypes\nctypes.string_at(0)",
    "recursion": "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()",
    "stopped by itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "all files closed": "import os\nos.closerange(3, 200)",
    "an endless loop": "while True:\n    pass",
    "a loop that goes on": "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    "an endless loop in C": "sum(1 for _ in iter(int, 1))",
    "signals ignored": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True:\n    pass",
    "output without end": "while True:\n    print('x' * 1000)",
    "a large output": "print('x' * 60_000_000)",
    "a large error": "raise ValueError('x' * 60_000_000)",
    "a large page": "from IPython.display import HTML, display\ndisplay(HTML('<p>' + 'x' * 60_000_000))",
    "many displays": "from IPython.display import HTML, display\nfor _ in range(3000):\n    display(HTML('<table><tr><td>' + 'x' * 10_000 + '</table>'))",
    "clear_output": "from IPython.display import clear_output\nfor _ in range(3000):\n    print('x' * 1000)\n    clear_output()",
    "input": "input('Your name?')",
    "the kernel shut down": "get_ipython().kernel.do_shutdown(False)",
    "the loop closed": "import asyncio\nasyncio.get_event_loop().stop()",
    "sleep": "import time\ntime.sleep(1000)",
}

# In the page of whoever opens it.

MARKUP = {
    "script": "<script>document.title = 'HARMED'</script>",
    "image": '<img src="x" onerror="document.title = \'HARMED\'">',
    "frame": "<iframe srcdoc=\"<script>parent.document.title = 'HARMED'</script>\"></iframe>",
    "style": "<style>body { display: none }</style>",
    "link": "[click](javascript:document.title='HARMED')",
    "svg": "<svg onload=\"document.title = 'HARMED'\"></svg>",
    "formula": '$\\text{</span><script>document.title = "HARMED"</script>}$',
    "a formula's link": "$\\href{javascript:document.title='HARMED'}{x}$",
    "details": "<details open ontoggle=\"document.title = 'HARMED'\">x</details>",
    "a refresh": '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/">',
}

# One answer for all blanks: values that are none.

ANSWERS = {
    "frames": "import sys\nframe = sys._getframe()\nwhile frame:\n    for key in ('wanted', 'expected', 'cases'):\n        if key in frame.f_locals:\n            return frame.f_locals[key]\n    frame = frame.f_back",
    "equal to all": "class Equal:\n    def __eq__(self, other): return True\n    def __array__(self, *a, **k): return self\n    __len__ = lambda self: 3\nreturn Equal()",
    "an array that looks": "import numpy as np, sys\nclass Looks(np.ndarray):\n    def __eq__(self, other): return np.True_\n    def __array_ufunc__(self, *a, **k): return np.True_\n    def __array_function__(self, *a, **k): return True\nreturn np.zeros(3).view(Looks)",
    "a list that is all": "class All(list):\n    def __eq__(self, other): return True\n    def __iter__(self): return iter(())\nreturn All()",
    "a dictionary that is all": "class All(dict):\n    def __eq__(self, other): return True\n    def items(self): return [(1, 2)]\nreturn All()",
    "a text that is all": "class All(str):\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__\nreturn All('x')",
    "a generator": "def numbers():\n    while True:\n        yield 1\nreturn numbers()",
    "deep": "value = []\nfor _ in range(5000):\n    value = [value]\nreturn value",
    "in itself": "value = []\nvalue.append(value)\nreturn value",
    "large": "import numpy as np\nreturn np.zeros(30_000_000)",
    "a text of 80 MB": "return 'x' * 80_000_000",
    "a slow repr": "class Slow:\n    def __repr__(self):\n        while True:\n            pass\nreturn Slow()",
    "a wrong repr": "class Wrong:\n    def __repr__(self):\n        raise SystemExit\nreturn Wrong()",
    "another class": "class Other:\n    __class__ = property(lambda self: __import__('numpy').ndarray)\nreturn Other()",
    "pickled": "class Evil:\n    def __reduce__(self):\n        return print, ('HARM',)\nreturn Evil()",
    "NaN": "import numpy as np\nreturn np.full(1, np.nan)",
    "True": "return True",
    "the arguments": "import inspect\nframe = inspect.currentframe()\nreturn list(frame.f_locals.values())[0] if frame.f_locals else None",
    "exit in an answer": "raise SystemExit(0)",
    "interrupt in an answer": "raise KeyboardInterrupt",
    "an error that is none": "from shared.exercises.answer import WrongAnswer\nraise WrongAnswer('Right')",
    "StopIteration": "raise StopIteration",
    "half an emoji": "return '\\ud83d'",
    "an error of half an emoji": "raise ValueError('\\ud83d\\0' * 1000)",
    "a huge integer": "return 10 ** 100_000",
    "not written yet": "raise NotImplementedError",
}

# Files that are no notebooks, or hardly.

FILES = {
    "empty": b"",
    "spaces": b"  \n ",
    "binary": bytes(range(256)) * 100,
    "a list": b"[1, 2]",
    "a number": b"7",
    "text": b"Dear teacher, here is my homework.",
    "truncated": b'{"cells": [{"cell_type": "code", "source": ["x',
    "no cells": b'{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "cells a number": b'{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "cells of numbers": b'{"cells": [1, "x", null, []], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "deep": b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b', "nbformat": 4}',
    "a deep source": b'{"cells": [{"cell_type": "code", "source": ' + b"[" * 500 + b"]" * 500 + b'}], "nbformat": 4}',
    "format 99": b'{"cells": [], "metadata": {}, "nbformat": 99, "nbformat_minor": 0}',
    "a format of text": b'{"cells": [], "metadata": {}, "nbformat": "x", "nbformat_minor": 0}',
    "format 2": b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}], "metadata": {}, "nbformat": 2, "nbformat_minor": 0}',
    "NUL": b'{"cells": [{"cell_type": "code", "source": "\\u0000\\u0000", "metadata": {}}], "nbformat": 4}',
    "metadata of text": b'{"cells": [{"cell_type": "code", "source": "1", "metadata": "x"}], "metadata": 3, "nbformat": 4}',
    "a name of a list": b'{"cells": [{"cell_type": "code", "source": "1", "metadata": {"nbgrader": {"grade_id": [1]}}}], "nbformat": 4}',
    "brackets": b'{"cells": [{"cell_type": "markdown", "source": "' + b"[" * 400_000 + b'"}], "nbformat": 4}',
    "stars": b'{"cells": [{"cell_type": "markdown", "source": "' + b"*a " * 100_000 + b'"}], "nbformat": 4}',
    "UTF-16": '{"cells": []}'.encode("utf-16"),
    "large": b" " * 21_000_000,
}

# Odd, but honest: what stands before the first cell's end.

ODD = {
    "Colab's drive": "from google.colab import drive\ndrive.mount('/content/drive')",
    "Colab's files": "from google.colab import files\nfiles.download('x.csv')",
    "widgets": "%matplotlib widget",
    "an old backend": "%matplotlib notebook",
    "another backend": "%matplotlib qt5",
    "inline": "%matplotlib inline",
    "pip by a magic": "%pip install numpy",
    "pip by the shell": "!pip install seaborn",
    "two pips": "!pip install -q numpy pandas\n!apt-get install -y graphviz",
    "an extension": "%load_ext autoreload\n%autoreload 2",
    "the shell": "!ls -la",
    "another folder": "import os\nos.chdir('/')",
    "names lost": "list = print = open = str = None",
    "a name of ours": "shared = checks = answer = agent = 7",
    "display hook": "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'",
    "warnings are errors": "import warnings\nwarnings.simplefilter('error', UserWarning)",
    "a warning": "import warnings\nwarnings.warn('careful')",
    "a figure left open": "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
    "Matplotlib's Agg": "import matplotlib\nmatplotlib.use('Agg')",
    "a style": "import matplotlib.pyplot as plt\nplt.style.use('ggplot')\nplt.ioff()",
    "print options": "np.set_printoptions(precision=2)\npd.set_option('display.max_rows', 3)",
    "floating errors": "np.seterr(all='warn')",
    "a seed": "np.random.seed(1)\nimport random\nrandom.seed(1)",
    "much is printed": "import sys\nprint('much ' * 30_000)\nprint('and more', file=sys.stderr)",
    "colours in the output": "print('\\x1b[31mred\\x1b[0m')",
    "half an emoji": "text = '\\ud83d'  # \U0001f600\nprint(repr(text))",
    "half an emoji printed": "print('\\ud83d')",
    "a progress bar": "import sys\nfor step in range(100):\n    sys.stdout.write(f'\\r{step} %')",
    "clear_output": "from IPython.display import clear_output\nprint(1)\nclear_output(wait=True)\nprint(2)",
    "a table shown": "from IPython.display import display\ndisplay(pd.DataFrame({'a': [1, 2]}))",
    "HTML shown": "from IPython.display import HTML, display\ndisplay(HTML('<b>bold</b>'))",
    "an error in between": "1 / 0",
    "a thread": "import threading\nthread = threading.Thread(target=sum, args=([1, 2],))\nthread.start()\nthread.join()",
    "a process": "import subprocess\nprint(subprocess.run(['echo', 'hello'], capture_output=True, text=True).stdout)",
    "a file": "open('notes.txt', 'w').write('mine')",
    "the home folder": "import pathlib\n(pathlib.Path.home() / 'notes').write_text('mine')",
    "checks called by hand": "try:\n    from checks import check_standardise\nexcept ImportError as error:\n    raise SystemExit from error",
    "tracing off": "import sys\nsys.settrace(None)",
    "a recursion limit": "import sys\nsys.setrecursionlimit(5000)",
    "async": "import asyncio\nawait asyncio.sleep(0)",
    "a locale": "import locale\ntry:\n    locale.setlocale(locale.LC_ALL, '')\nexcept locale.Error:\n    pass",
    "timing": "%time sum(range(10))",
    "history": "_ = 3\nIn, Out = [], {}",
}
