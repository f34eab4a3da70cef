// Types of alertmanager.mjs, which stays plain JavaScript as the other scripts that bring tools.

/** Both programs; undefined where there is none. */
export function findAlertmanager(): { readonly alertmanager: string | undefined; readonly amtool: string | undefined };
