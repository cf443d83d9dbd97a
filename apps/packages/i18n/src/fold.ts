/** The search rule of the whole system (contracts/src/fold.rs, same vectors): marks dropped, lower case, the rest a space. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{Alphabetic}\p{N}]+/gu, ' ')
    .trim()
}
