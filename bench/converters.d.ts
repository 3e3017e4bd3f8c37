// Converters beside which the content engine is measured; they bring no types of their own.
declare module 'turndown' {
  export default class TurndownService {
    turndown(html: string): string;
  }
}
declare module 'adf-to-md' {
  const converter: { convert(adf: object): { result: string } };
  export default converter;
}
