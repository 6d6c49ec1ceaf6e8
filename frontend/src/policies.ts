// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/policies/: what groups require, and what a policy would do before it is switched on. */
import { PolicyPage } from "./policy/PolicyPage";
import { styledAlso } from "./shared/mount";
import { mountPage } from "./shared/mountPage";
import look from "./styles/policy.css?inline";

styledAlso(look);
mountPage(PolicyPage);
