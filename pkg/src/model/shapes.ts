/**
 * The form of a model definition as a table, read by `check.ts`; the TypeScript types are in `types.ts`.
 *
 * A shape is a list of members, `names:kind` with a space between; `?` after the names: may be absent. A kind is
 * - the name of a shape here or of a test in `check.ts`, or a string in double quotes; several with `|` between,
 * - `[kind]` a list, `{kind}` an object used as a dictionary, `*kind` one or a list of at least one.
 *
 * Text and not objects, because every user downloads it: it is half the size.
 */
export const SHAPES: Readonly<Record<string, string>> = {
  model:
    'name:text version:integer>=0 schema:any registry?:{any} initial:function ' +
    'created?:function components?:{component} integrity?:[integrity] validators?:[validator] retention?:[retention] migrations?:{function}',
  validator: 'at:*pointer schema:any',
  component: 'slice:pointer status?:pointer',

  schema:
    '$id,$ref,$anchor,$dynamicRef,$dynamicAnchor,$comment,title,description,format?:string ' +
    '$schema?:"https://json-schema.org/draft/2020-12/schema" ' +
    'type?:*"null"|"boolean"|"object"|"array"|"number"|"integer"|"string" ' +
    'minimum,maximum,exclusiveMinimum,exclusiveMaximum,multipleOf?:number ' +
    'minLength,maxLength,minItems,maxItems,minContains,maxContains,minProperties,maxProperties?:integer>=0 ' +
    'required?:[string] dependentRequired?:{[string]} enum?:[any] pattern?:regexp uniqueItems,x-map?:boolean ' +
    'items,additionalProperties,contains,propertyNames,unevaluatedItems,unevaluatedProperties,not,if,then,else?:schema ' +
    'allOf,anyOf,oneOf,prefixItems?:[schema] ' +
    'properties,patternProperties,dependentSchemas,$defs,definitions?:{schema} dependencies?:{any}',

  // What every integrity rule has, then what each adds.
  integrity:
    'rule:"reference"|"unique"|"count"|"held"|"keyed"|"status"|"future" ' +
    'severity?:"inconsistency"|"warning" enforce?:boolean recommendation?:text',
  reference: 'from,to:*pointer dropEntry?:boolean',
  unique: 'at:*pointer by?:text',
  count: 'of,equals:*pointer',
  'count each': 'of:*pointer each:pointer by,in:text',
  held: 'at,by:*pointer id?:text',
  keyed: 'at:*pointer by:text',
  status: 'active?:text',
  future: 'at:*pointer byMoreThan?:number>=0',

  retention:
    'name?:text drop:pointer olderThan?:number>=0|pointer by?:text when?:{condition} unlessHeldBy?:*pointer id?:text ' +
    'dropReferences?:boolean',
  'retention stamp': 'name?:text stamp:pointer ifMissing?:boolean',
  condition: 'equals?:any atMost,atLeast?:number empty?:boolean',
};
