export type Schema = { readonly $ref?: string; readonly properties?: Record<string, Schema>; readonly items?: Schema; readonly allOf?: Schema[]; readonly oneOf?: Schema[]; readonly required?: string[]; readonly additionalProperties?: unknown };

/** The same schema, where no member is in an answer that the document does not name: for a document that forgets none. */
export function closed(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
  const of = schema.$ref ? closed(schemas[schema.$ref.split('/').at(-1)!]!, schemas) : schema;
  const inner = (each: Schema) => closed(each, schemas);
  const all = of.allOf?.map(inner);
  if (all) return inner({ properties: Object.assign({}, ...all.map(({ properties }) => properties)) as Record<string, Schema>, required: all.flatMap(({ required = [] }) => required) });
  return {
    ...of, ...(of.oneOf && { oneOf: of.oneOf.map(inner) }), ...(of.items && { items: inner(of.items) }),
    ...(of.properties && { properties: Object.fromEntries(Object.entries(of.properties).map(([name, each]) => [name, inner(each)])), additionalProperties: of.additionalProperties ?? false }),
  };
}
