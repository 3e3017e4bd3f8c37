type Absent = null | undefined;

type WithoutAbsent<T> = {
  [K in keyof T as Absent & T[K] extends never ? K : never]: T[K];
} & {
  [K in keyof T as Absent & T[K] extends never ? never : K]?: Exclude<T[K], Absent>;
};

/** The object without its null and undefined fields: Confluence writes null where the domain types leave a field out. */
export function omitAbsent<T extends object>(fields: T): WithoutAbsent<T> {
  const present: Partial<Record<keyof T, unknown>> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key];
    if (value !== null && value !== undefined) present[key] = value;
  }
  // Built field by field, which the compiler cannot follow into the mapped type.
  return present as unknown as WithoutAbsent<T>;
}
