/** The day in Rome, where the comune is, so many days from now, as fields of dates want it: `2026-11-27`. */
export function day(from = 0): string {
  return new Date(Date.now() + from * 86_400_000).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' }).slice(0, 10);
}

/** The year that it is in Rome. */
export const YEAR = day().slice(0, 4);
