const byEnding: Readonly<Record<string, { readonly type: string; readonly description: string }>> = {
  png: { type: 'image/png', description: 'PNG Image' },
  jpg: { type: 'image/jpeg', description: 'JPEG Image' },
  jpeg: { type: 'image/jpeg', description: 'JPEG Image' },
  gif: { type: 'image/gif', description: 'GIF Image' },
  svg: { type: 'image/svg+xml', description: 'SVG Image' },
  pdf: { type: 'application/pdf', description: 'PDF Document' },
  txt: { type: 'text/plain', description: 'Text File' },
  csv: { type: 'text/csv', description: 'Text File' },
  md: { type: 'text/markdown', description: 'Text File' },
  html: { type: 'text/html', description: 'HTML Document' },
  xml: { type: 'text/xml', description: 'XML File' },
  json: { type: 'application/json', description: 'JSON File' },
  zip: { type: 'application/zip', description: 'Zip Archive' },
  docx: {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    description: 'Microsoft Word Document',
  },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    description: 'Microsoft Excel Spreadsheet',
  },
  pptx: {
    type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    description: 'Microsoft Powerpoint Presentation',
  },
};

/** The media type of a file by its name's ending. */
export function mediaTypeOf(filename: string): string {
  const ending = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase();
  return byEnding[ending]?.type ?? 'application/octet-stream';
}

/** What Confluence calls a media type, for people. */
export function describeMediaType(mediaType: string): string {
  return Object.values(byEnding).find((entry) => entry.type === mediaType)?.description ?? 'File';
}
