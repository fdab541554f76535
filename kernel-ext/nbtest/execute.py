"""Runs one notebook through a Jupyter kernel, without a browser.

Reads its job as JSON from standard input and writes what happens as JSON
lines to standard output; package nbtest starts it and documents both. A
notebook that fails is written as far as it came.
"""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

# Events have standard output to themselves; whatever else writes there, such
# as the kernel, is sent to standard error.
events = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def emit(event, **fields):
    events.write(json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n")
    events.flush()


def is_progress(data):
    """Tells a line of progress from a result: display.Progress marks it."""
    return 'class="hccp53-progress"' in data.get("text/html", "")


class Client(NotebookClient):
    """Tells of each output as it arrives."""

    def process_message(self, msg, cell, cell_index):
        kind, content = msg["msg_type"], msg["content"]
        if kind == "stream":
            emit("output", cell=cell_index, name=content["name"], text=content["text"])
        elif kind in ("display_data", "update_display_data", "execute_result"):
            data = content["data"]
            name = "progress" if is_progress(data) else "display"
            emit("output", cell=cell_index, name=name, text=data.get("text/plain", ""))
        return super().process_message(msg, cell, cell_index)


def replace(path, text):
    """Writes text to path, whole or not at all."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read(path):
    """Reads a notebook. Cells without a name of their own get one that is the
    same in each run; nbformat would draw it."""
    notebook = json.loads(Path(path).read_text(encoding="utf-8"))
    names = set()
    for i, cell in enumerate(notebook.get("cells", [])):
        if cell.get("id", "") in names | {""}:
            cell["id"] = f"cell-{i}"
        names.add(cell["id"])
    notebook["nbformat"] = 4
    notebook["nbformat_minor"] = max(5, notebook.get("nbformat_minor", 0))
    # Reading joins the lists of lines in which Jupyter keeps text.
    notebook = nbformat.reads(json.dumps(notebook), as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def write(job, notebook):
    # How far a step is depends on what was remembered; what came of it does not.
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if not is_progress(o.get("data", {}))]
    if job.get("out_notebook"):
        replace(job["out_notebook"], nbformat.writes(notebook) + "\n")
    if job.get("out_html"):
        import page

        replace(job["out_html"], page.html(notebook, Path(job["notebook"]).stem))


class Interruptible:
    """Cancels the current task on Ctrl-C or when asked to end, and knows it."""

    def __init__(self):
        self.task = asyncio.current_task()
        self.asked = False

    def listen(self):
        for s in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(s, self.stop)

    def stop(self):
        self.asked = True
        self.task.cancel()


async def cells(client):
    """Runs all cells; yields the position of each before it runs."""
    info = await client.async_wait_for_reply(client.kc.kernel_info())
    language = info["content"]["language_info"]
    client.nb.metadata["language_info"] = {key: value for key, value in language.items() if value}
    emit("ready")
    for index, cell in enumerate(client.nb.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        yield index
        emit("start", cell=index)
        started = time.monotonic()
        await client.async_execute_cell(cell, index)
        emit("done", cell=index, seconds=time.monotonic() - started)


def explain(err, at, notebook, asked):
    """Describes what ended the run."""
    if asked:  # nbclient takes a cancelled wait for a dead kernel
        return {"kind": "interrupted", "cell": at}
    if isinstance(err, CellExecutionError):
        errors = [o for o in notebook.cells[at].outputs if o.output_type == "error"]
        return {"kind": "cell", "cell": at, "text": "\n".join(errors[-1].traceback) if errors else ""}
    if isinstance(err, CellTimeoutError):
        return {"kind": "timeout", "cell": at}
    if isinstance(err, DeadKernelError):
        return {"kind": "died", "cell": at}
    return {"kind": "kernel", "cell": at, "text": f"{type(err).__name__}: {err}"}


async def run(job, notebook):
    """Runs the notebook; returns None or the error as a dictionary."""
    interrupt = Interruptible()
    interrupt.listen()
    client = Client(
        notebook,
        timeout=job.get("timeout") or None,
        kernel_name=job["kernel"],
        record_timing=False,
        resources={"metadata": {"path": job["dir"]}},
    )
    at = -1
    try:
        async with client.async_setup_kernel():
            interrupt.listen()  # nbclient has put its own handlers in place
            async for index in cells(client):
                at = index
    except (Exception, asyncio.CancelledError) as err:
        return explain(err, at, notebook, interrupt.asked)
    return None


def main():
    job = json.load(sys.stdin)
    notebook = read(job["notebook"])
    error = asyncio.run(run(job, notebook))
    write(job, notebook)
    if error:
        emit("error", **error)
        return 1
    emit("finished")
    return 0


if __name__ == "__main__":
    sys.exit(main())
