"""Prints the version of the PJRT API that a plugin speaks: version.py PLUGIN.

The plugin is loaded, as a program that trains a network would, and asked for
its table of functions, which begins with sizes and the version (PJRT_Api in
XLA's pjrt_c_api.h).
"""

import ctypes
import sys


class Version(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("extension", ctypes.c_void_p), ("major", ctypes.c_int), ("minor", ctypes.c_int)]


class Api(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("extension", ctypes.c_void_p), ("version", Version)]


plugin = ctypes.CDLL(sys.argv[1])
plugin.GetPjrtApi.restype = ctypes.POINTER(Api)
version = plugin.GetPjrtApi().contents.version
print(f"{version.major}.{version.minor}")
