// SPDX-License-Identifier: AGPL-3.0-or-later
// Made by `make api-types` from the OpenAPI document; a change is made in omero_forms/api/.

export interface paths {
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Document
         * @description This document.
         */
        get: operations["omero_forms_api_v1_read_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Session
         * @description The user, and what is missing of the set-up.
         */
        get: operations["omero_forms_api_session_read_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ping
         * @description Keep the OMERO session alive; 401 when it is gone.
         */
        post: operations["omero_forms_api_session_ping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Status
         * @description What is missing, and for admins how to mend it.
         */
        get: operations["omero_forms_api_status_read_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/objects/{type}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Object
         * @description The object and the forms that its group is offered.
         */
        get: operations["omero_forms_api_objects_read_object"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/objects/{type}/{id}/forms/{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Form
         * @description A form with the newest answers and the history of the object.
         */
        get: operations["omero_forms_api_forms_read_form"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/objects/{type}/{id}/forms/{form}/submissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Submission
         * @description Submit answers. 201: recorded, the number is final. 202: accepted, and being recorded.
         *
         *     The same `client_key` again answers with the same submission.
         */
        post: operations["omero_forms_api_submissions_create_submission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/submissions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Submission
         * @description A submission with its answers, what it changed, and its proof. 404 where its object cannot be seen now.
         */
        get: operations["omero_forms_api_submissions_read_submission"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last evaluation of each group
         * @description Totals per group and policy.
         */
        get: operations["omero_forms_api_compliance_evaluations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/evaluations/{group_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the last evaluation found in a group
         * @description Findings, failing longest first; without `status` those that fail or could not be checked.
         */
        get: operations["omero_forms_api_compliance_evaluation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description `code` is stable; `message` is for people. */
        ErrorBody: {
            code: string;
            message: string;
            details: {
                [key: string]: unknown;
            };
        };
        /** @description Every failure. */
        ErrorOut: {
            error: components["schemas"]["ErrorBody"];
        };
        /** @description An OMERO user. */
        PersonOut: {
            id: number;
            name: string;
            full_name: string;
        };
        /** @description Who is logged in. */
        SessionOut: {
            user: components["schemas"]["PersonOut"];
            server: string;
            is_admin: boolean;
            owned_groups: number[];
            time_zone: string;
            problems: components["schemas"]["SetupProblemOut"][];
        };
        /** @description What is missing of the set-up. */
        SetupProblemOut: {
            code: string;
            message: string;
            mend: string | null;
        };
        /** @description An empty object. */
        Nothing: Record<string, never>;
        /** @description Whether everything is set up; what is not, for admins. */
        StatusOut: {
            ok: boolean;
            problems: components["schemas"]["SetupProblemOut"][];
        };
        /**
         * @description Why a copy is not on the object, or not alone there.
         * @enum {string}
         */
        CopyReason: "older_copy" | "not_annotatable" | "not_visible" | "object_gone" | "other_object" | "inactive" | "unknown" | "not_in_group";
        /** @description A form offered for the object. */
        FormOnObjectOut: {
            id: string;
            name: string;
            description: string;
            version: number;
            latest: components["schemas"]["SubmissionOut"] | null;
            required_by: components["schemas"]["RequiredByOut"][];
        };
        /** @description An OMERO group. */
        GroupOut: {
            id: number;
            name: string;
        };
        /** @description The forms offered for an object. */
        ObjectFormsOut: {
            object: components["schemas"]["ObjectOut"];
            user: components["schemas"]["PersonOut"];
            may_submit: boolean;
            why_not: string | null;
            forms: components["schemas"]["FormOnObjectOut"][];
            evaluated_at: string | null;
            problems: components["schemas"]["SetupProblemOut"][];
        };
        /** @description What is described. */
        ObjectOut: {
            type: components["schemas"]["ObjectType"];
            id: number;
            name: string;
            server: string;
            creation_event: number;
            group: components["schemas"]["GroupOut"];
            owner: components["schemas"]["PersonOut"];
            images: number | null;
        };
        /**
         * @description The types of object that can be described by a form; the value is OMERO's class name.
         * @enum {string}
         */
        ObjectType: "Project" | "Dataset" | "Screen" | "Plate" | "Image";
        /** @description A policy that asks for the form. `reason` says why the object could not be judged. */
        RequiredByOut: {
            policy: string;
            policy_id: number;
            requirement: components["schemas"]["Requirement"];
            with: string[];
            status: components["schemas"]["Status"] | null;
            reason: string;
            due: string | null;
        };
        /**
         * @description How many of a policy's forms an object needs.
         * @enum {string}
         */
        Requirement: "none" | "all_of" | "one_of";
        /**
         * @description What is known of an object under a policy, or of one form on it. The order is best to worst, error aside.
         * @enum {string}
         */
        Status: "compliant" | "exempt" | "grace" | "outdated" | "incomplete" | "invalid" | "missing" | "error";
        /** @description One submission, without its answers. */
        SubmissionOut: {
            id: number;
            number: number;
            version: number;
            author: components["schemas"]["PersonOut"];
            sudoer: components["schemas"]["PersonOut"] | null;
            /** Format: date-time */
            time: string;
            message: string;
            state: components["schemas"]["SubmissionState"];
            state_reason: components["schemas"]["CopyReason"] | null;
            /** Format: date-time */
            state_since: string;
            digest: string;
        };
        /**
         * @description What became of a submission: first of its record, then of its copy.
         * @enum {string}
         */
        SubmissionState: "pending" | "recorded" | "copied" | "repair" | "nocopy";
        /** @description A form. */
        FormOut: {
            id: string;
            name: string;
            description: string;
            state: components["schemas"]["FormState"];
        };
        /**
         * @description A form is a draft until its first version is published.
         * @enum {string}
         */
        FormState: "draft" | "published" | "retired";
        /** @description One form of an object, ready to be filled. */
        FormViewOut: {
            object: components["schemas"]["ObjectOut"];
            user: components["schemas"]["PersonOut"];
            may_submit: boolean;
            why_not: string | null;
            form: components["schemas"]["FormOut"];
            version: components["schemas"]["VersionOut"];
            current_version: number;
            base: number;
            answers: {
                [key: string]: unknown;
            } | null;
            answers_version: number | null;
            history: components["schemas"]["SubmissionOut"][];
        };
        /** @description A question that the page cannot ask: where it stands in the schema (a JSON pointer), its title, and why. */
        NotAskedOut: {
            pointer: string;
            title: string;
            reason: string;
        };
        /** @description A form version with both schemas. `dialect` is the draft of JSON Schema that its answers are judged by. */
        VersionOut: {
            number: number;
            schema: {
                [key: string]: unknown;
            };
            ui_schema: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            dialect: "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";
            not_asked: components["schemas"]["NotAskedOut"][];
            message: string;
            /** Format: date-time */
            published_at: string;
            author: components["schemas"]["PersonOut"];
        };
        /** @description An accepted submission. `appended_after`: with base "any", the number of the one it came after. */
        SubmittedOut: {
            submission: components["schemas"]["SubmissionOut"];
            newer_version: number | null;
            appended_after: number | null;
        };
        /** @description Answers to submit. `base`: the newest number that was seen (0: none), or "any". */
        SubmissionIn: {
            version: number;
            base: number | "any";
            /** Format: uuid */
            client_key: string;
            answers: {
                [key: string]: unknown;
            };
            /** @default  */
            message?: string;
        };
        /** @description One field that differs. */
        ChangeOut: {
            pointer: string;
            path: string;
            /** @enum {string} */
            change: "changed" | "added" | "removed";
            before: unknown;
            after: unknown;
        };
        /** @description A form by id and name. */
        NamedFormOut: {
            id: string;
            name: string;
        };
        /** @description How the submission's record can be found and checked. */
        ProofOut: {
            digest: string;
            previous: string;
            seal: string;
            key: string;
            number: number;
            stream: string;
        };
        /** @description One submission with its answers. */
        SubmissionViewOut: {
            submission: components["schemas"]["SubmissionOut"];
            object: components["schemas"]["ObjectOut"];
            form: components["schemas"]["NamedFormOut"];
            answers: {
                [key: string]: unknown;
            };
            changes: components["schemas"]["ChangeOut"][];
            proof: components["schemas"]["ProofOut"];
        };
        /** @description The groups that the reader owns, or all for admins. A group without policies requires nothing. */
        EvaluationsOut: {
            groups: components["schemas"]["GroupEvaluationOut"][];
        };
        /**
         * @description A group's last evaluation.
         *
         *     `failed` says why there is none, or none that is newer. `problems` are what the run that the numbers come
         *     from could not judge: it finished, and everything else in it is as new as `evaluated_at` says.
         */
        GroupEvaluationOut: {
            group: components["schemas"]["GroupOut"];
            evaluated_at: string | null;
            failed: string | null;
            problems: components["schemas"]["PolicyProblemOut"][];
            totals: {
                [key: string]: number;
            };
            policies: components["schemas"]["PolicyTotalsOut"][];
        };
        /** @description What an evaluation could not judge under a policy, as a sentence. */
        PolicyProblemOut: {
            policy_id: number;
            message: string;
        };
        /** @description One policy of a group; `totals` has a number per status that occurs, and "objects". */
        PolicyTotalsOut: {
            id: number;
            name: string;
            requirement: components["schemas"]["Requirement"];
            forms: string[];
            totals: {
                [key: string]: number;
            };
        };
        /** @description What one policy says of one object. `lacking` are names of forms, `reason` why it could not be judged. */
        FindingOut: {
            object: components["schemas"]["FoundObjectOut"];
            owner: components["schemas"]["PersonOut"];
            policy: components["schemas"]["PolicyOut"];
            status: components["schemas"]["Status"];
            lacking: string[];
            reason: string;
            due: string | null;
            /** Format: date-time */
            since: string;
            deep_link: string;
        };
        /** @description The object of a finding. */
        FoundObjectOut: {
            type: components["schemas"]["ObjectType"];
            id: number;
            name: string;
        };
        /** @description A page of a group's findings, `of` so many in all. `left_out` of the page's are of objects that the reader cannot see. */
        GroupFindingsOut: {
            group: components["schemas"]["GroupOut"];
            evaluated_at: string | null;
            failed: string | null;
            problems: components["schemas"]["PolicyProblemOut"][];
            totals: {
                [key: string]: number;
            };
            policies: components["schemas"]["PolicyTotalsOut"][];
            findings: components["schemas"]["FindingOut"][];
            page: number;
            pages: number;
            left_out: number;
            of: number;
        };
        /** @description A policy by id and name. */
        PolicyOut: {
            id: number;
            name: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    omero_forms_api_v1_read_document: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_session_read_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_session_ping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_status_read_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_objects_read_object: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                type: "project" | "dataset" | "screen" | "plate" | "image";
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectFormsOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_forms_read_form: {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path: {
                type: "project" | "dataset" | "screen" | "plate" | "image";
                id: number;
                form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormViewOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_submissions_create_submission: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                type: "project" | "dataset" | "screen" | "plate" | "image";
                id: number;
                form: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubmissionIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmittedOut"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmittedOut"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_submissions_read_submission: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmissionViewOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_compliance_evaluations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationsOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
    omero_forms_api_compliance_evaluation: {
        parameters: {
            query?: {
                page?: number;
                policy?: number | null;
                status?: string;
            };
            header?: never;
            path: {
                group_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupFindingsOut"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorOut"];
                };
            };
        };
    };
}
