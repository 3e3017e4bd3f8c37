/** Where previews lie, sealed. */
export const previewColumn = 'approvals.preview_sealed';

/** Of a preview that is shown; a whole page would not be read anyway. Characters. */
const longestPreview = 100_000;

export function sealedText(preview: string): Uint8Array {
  const cut = preview.length > longestPreview;
  return new TextEncoder().encode(cut ? `${preview.slice(0, longestPreview)}\n… cut here` : preview);
}

export function openedText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
