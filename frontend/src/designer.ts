// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/designer/ and what lies below it: forms, and how they are made, published and offered. */
import { Designer } from "./designer/Designer";
import { styledAlso } from "./shared/mount";
import { mountPage } from "./shared/mountPage";
import look from "./styles/designer.css?inline";

styledAlso(look);
mountPage(Designer);
