/**
 * Who lives in the demo comune, as far as the browser tests need: the logins that `municipio demo` prints.
 * One password for all of them; `MUNICIPIO_DEMO_PASSWORD` when the demo was made with another.
 */
export const PASSWORD = process.env.MUNICIPIO_DEMO_PASSWORD ?? 'montefiorito';

export type User = string;
