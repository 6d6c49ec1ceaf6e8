/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * IcePy 3.6 reads the current frame as PyThreadState_GET()->frame. Python 3.11 made that member private and offers
 * PyThreadState_GetFrame instead; this header lets the unpatched source find a frame under the old spelling.
 */
#pragma once
#include <Python.h>
#include_next <frameobject.h>

#if PY_VERSION_HEX >= 0x030B0000
struct icepy_thread_state
{
    PyFrameObject* frame;
};

static inline icepy_thread_state*
icepy_current_thread_state()
{
    static thread_local icepy_thread_state state;
    PyFrameObject* frame = PyThreadState_GetFrame(PyThreadState_Get());
    Py_XDECREF(reinterpret_cast<PyObject*>(frame)); /* the thread state keeps its own reference */
    state.frame = frame;
    return &state;
}

#undef PyThreadState_GET
#define PyThreadState_GET() icepy_current_thread_state()
#endif
