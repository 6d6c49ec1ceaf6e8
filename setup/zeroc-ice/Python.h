/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * Two functions that IcePy 3.6 calls left the headers with Python 3.13: PyEval_CallObject, which is PyObject_CallObject, and
 * PyObject_AsReadBuffer.
 */
#pragma once
#include_next <Python.h>

#if PY_VERSION_HEX >= 0x030D0000
#define PyEval_CallObject(callable, arguments) PyObject_CallObject(callable, arguments)

static inline int
PyObject_AsReadBuffer(PyObject* object, const void** bytes, Py_ssize_t* length)
{
    Py_buffer view;
    if(PyObject_GetBuffer(object, &view, PyBUF_SIMPLE) != 0)
    {
        return -1;
    }
    *bytes = view.buf;
    *length = view.len;
    PyBuffer_Release(&view); /* whoever asks holds the object while it reads */
    return 0;
}
#endif
