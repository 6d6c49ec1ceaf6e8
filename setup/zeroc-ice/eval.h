/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * Python 3.11 no longer ships eval.h, which IcePy 3.6 includes; all that it takes from there is in Python.h by now.
 */
#pragma once
#include <Python.h>
