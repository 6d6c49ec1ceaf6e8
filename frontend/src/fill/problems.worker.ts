// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where problems are found, beside the page: a file of its own, which the browser starts as a worker. */
import { examineFor, type Asker } from "./examination";

examineFor(globalThis as unknown as Asker);
