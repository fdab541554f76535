"""Starts and ends kernels in every way and says what each left behind.

lifecycle.py KERNEL runs the program KERNEL as Jupyter does and prints one JSON
object; kernel_test.go holds it against what is expected. psutil sees the
processes, TMPDIR of this process the folders.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import psutil
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec

PROGRAM = sys.argv[1]
SLEEP = "%%\nfmt.Println(os.Getpid())\ntime.Sleep(time.Minute)"
os.environ["TMPDIR"] = tempfile.gettempdir()


class Kernel:
    async def start(self, **env):
        self.manager = AsyncKernelManager()
        self.manager._kernel_spec = KernelSpec(
            argv=[PROGRAM, "--kernel", "{connection_file}"], interrupt_mode="message", language="go"
        )
        await self.manager.start_kernel(env={**os.environ, **env})
        self.process = psutil.Process(self.manager.provisioner.pid)
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=60)
        return self

    async def run(self, code, on_output=None):
        """Runs a cell; returns status, text, and the seconds it took."""
        text, began = "", time.monotonic()

        def hook(msg):
            nonlocal text
            if msg["msg_type"] == "stream":
                text += msg["content"]["text"]
                if on_output:
                    asyncio.ensure_future(on_output(text))

        reply = await self.client.execute_interactive(code, output_hook=hook, timeout=120, allow_stdin=False)
        return reply["content"]["status"], text, time.monotonic() - began

    def tree(self):
        return [self.process, *self.process.children(recursive=True)]

    async def stop(self):
        self.client.stop_channels()
        await self.manager.shutdown_kernel()


def name(process):
    """Returns the name of a process, "" once it has ended."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def names(processes):
    """Returns the names of processes; those of cells are cut to "gonb"."""
    return sorted({name(p).split("_")[0] for p in processes} - {""})


def left(processes, seconds=8):
    """Waits for processes to end; returns the names of those that did not."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return [name(p) for p in alive if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def folders():
    return sorted(p.name for p in Path(tempfile.gettempdir()).glob("hccp53-*"))


async def kill_while_running(kill):
    """Kills from among the processes of a kernel whose cell sleeps; returns
    what is left."""
    kernel = await Kernel().start()
    cell = asyncio.ensure_future(kernel.run(SLEEP))
    for _ in range(200):
        await asyncio.sleep(0.1)
        tree = kernel.tree()
        if any(name(p).startswith("gonb_") for p in tree):
            break
    before = names(tree)
    kill(tree)
    alive = await asyncio.to_thread(left, tree)
    cell.cancel()
    kernel.client.stop_channels()
    await kernel.manager.shutdown_kernel(now=True)
    return {"before": before, "processes": alive, "folders": folders()}


async def main():
    result = {}
    a, b = await asyncio.gather(Kernel().start(), Kernel().start())
    result["two at once"] = await asyncio.gather(
        a.run('import "hcclab/hccp53/volume"\n%%\nvar g volume.Grid\nfmt.Printf("%T", g)'), b.run('%%\nfmt.Print("b")')
    )
    result["folders of two"] = len(folders())

    async def interrupt(_):
        await a.manager.interrupt_kernel()

    result["interrupted"] = await a.run(SLEEP, interrupt)
    result["after interrupt"] = await a.run('%%\nfmt.Print("alive")')

    tree = a.tree()
    await a.manager.restart_kernel()
    await a.client.wait_for_ready(timeout=60)
    result["left by restart"] = left([p for p in tree if p.pid != a.manager.provisioner.pid])
    a.process = psutil.Process(a.manager.provisioner.pid)
    result["after restart"] = await a.run('%%\nfmt.Print("again")')

    code = 'import "hcclab/hccp53/volume"\n%%\nvolume.'
    reply = await a.client.complete(code, len(code), reply=True, timeout=90)
    result["completions"] = reply["content"]["matches"]

    # A cell that leaves a server behind, and a file in its temporary folder.
    await b.run("!sleep 300 >/dev/null 2>&1 &\n%%\nos.WriteFile(os.TempDir()+\"/big\", nil, 0o600)")
    trees = a.tree() + b.tree()
    result["named"] = names(trees)
    began = time.monotonic()
    await asyncio.gather(a.stop(), b.stop())
    result["seconds to stop"] = time.monotonic() - began
    result["left by shutdown"] = {"processes": left(trees), "folders": folders()}

    result["gonb killed"] = await kill_while_running(lambda tree: next(p for p in tree if name(p) == "gonb").kill())
    result["kernel killed"] = await kill_while_running(lambda tree: tree[0].kill())
    # As Jupyter does when a kernel does not answer.
    result["group killed"] = await kill_while_running(lambda tree: os.killpg(tree[0].pid, signal.SIGKILL))
    quiet = await Kernel().start(HCCP53_GOPLS="off")
    await quiet.run("%%\nfmt.Print()")
    result["without gopls"] = names(quiet.tree())
    await quiet.stop()
    result["swept"] = folders()
    print(json.dumps(result))


try:
    asyncio.run(main())
finally:
    for process in psutil.Process().children(recursive=True):
        process.kill()
