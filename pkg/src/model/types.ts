/**
 * What a model is made of: types only. A model is data (and a few functions) that tells the engine everything it
 * knows about an application's state: its shape, who owns which part, what must be consistent, what may be dropped.
 *
 * - A *pointer* is an RFC 6901 JSON pointer into the state, `/memory/nodes`.
 * - A *pattern* is a pointer in which a segment `*` matches every key or index, `/memory/nodes/*`. A pattern that
 *   matches nothing (an optional member that is absent, an empty list) is no mistake.
 * - Where rules speak of *ids*, a place offers ids by what it holds: a string offers itself, an object or a `Map`
 *   offers its keys. So for a `Map` of records the pointer to the `Map` is enough; for a list the pattern goes on
 *   to the member that is the id.
 */

/**
 * Any value that state can hold: what JSON can say, and `Map`s with string keys.
 * It is what a field of unknown shape has for a type; narrow it before use.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json } | Map<string, Json>;

/** An RFC 6901 JSON pointer, `''` for the whole, `/a/b` for a part. */
export type Pointer = string;

/** A {@link Pointer} in which a segment `*` matches every key or index. */
export type Pattern = string;

/** One pattern, or several that are read as one set. */
export type Patterns = Pattern | readonly Pattern[];

/** A JSON Schema 2020-12 as an object. Keywords not listed here are allowed. */
export interface JsonSchemaObject {
  /** The type, or several: `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`. */
  readonly type?: string | readonly string[];
  /** The values that are allowed, and no others. */
  readonly enum?: readonly unknown[];
  /** The only value that is allowed. */
  readonly const?: unknown;
  /** The least that a number may be. */
  readonly minimum?: number;
  /** The most that a number may be. */
  readonly maximum?: number;
  /** The members that an object must have. */
  readonly required?: readonly string[];
  /** What the members of an object look like, by their names. */
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** What the other members look like; `false` for none. */
  readonly additionalProperties?: JsonSchema;
  /** What the elements of an array look like. */
  readonly items?: JsonSchema;
  /** Another schema, by a URI reference: `#/$defs/name`, an anchor, or a document of the registry. */
  readonly $ref?: string;
  /** Schemas that are referred to, by name. */
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  /** Beside `"type": "object"`: the value is a `Map` with string keys, its values as `additionalProperties` says. */
  readonly 'x-map'?: boolean;
  readonly [keyword: string]: unknown;
}

/** A JSON Schema 2020-12: an object, or `true` (any value) or `false` (none). */
export type JsonSchema = boolean | JsonSchemaObject;

/**
 * A schema of another library that can say itself as JSON Schema (the Standard JSON Schema interface):
 * zod and arktype schemas as they are, valibot ones wrapped with `toStandardJsonSchema`.
 * The library's *output* side is used, because that is the type that readers of the state are given.
 */
export interface StandardJsonSchema<Output = unknown> {
  /** What the library offers, as the interface of that name says. */
  readonly '~standard': {
    readonly version: number;
    readonly vendor: string;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    readonly jsonSchema: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>;
      readonly output: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>;
    };
  };
}

/**
 * A schema of another library that can check a value (the Standard Schema interface, https://standardschema.dev): those of zod,
 * valibot, arktype and many others, as they are.
 */
export interface StandardSchema {
  /** What the library offers, as the interface says. */
  readonly '~standard': {
    /** Checks a value. */
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
  };
}

/** What a {@link StandardSchema} says of a value: without `issues` it is valid. */
export interface StandardResult {
  /** What is wrong, and where in the value. */
  readonly issues?:
    | readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[]
    | undefined;
}

/** What JSON Schema cannot say of a part of the state: a check that is asked of every new value there, before it is applied. */
export interface ModelValidator {
  /** The values that are checked; `''` is the whole state. */
  readonly at: Patterns;
  /**
   * Checks one; it is given a copy of its own. It has to answer at once and always the same, may be asked more than once, also of
   * small values beside one that changes, and cannot read or change the state. What it would make of the
   * value (defaults, transforms) is not used. Issues have the code `schema/validator`.
   */
  readonly schema: StandardSchema;
}

/** Which part of the state a component owns, and where its status is kept. */
export interface ModelComponent {
  /** The part of the state that is this component's. */
  readonly slice: Pointer;
  /** The status record: an object with a `status`, and a `lastActivity` (Unix ms) if it wants one. */
  readonly status?: Pointer;
}

/** How a broken rule is reported: an `inconsistency` makes the state invalid, a `warning` does not. */
export type RuleSeverity = 'inconsistency' | 'warning';

/** What every integrity rule may have. */
export interface IntegrityRuleOptions {
  /** How a violation is reported; `inconsistency` unless said. */
  readonly severity?: RuleSeverity;
  /** `true`: an update that would break the rule is refused, not only reported. */
  readonly enforce?: boolean;
  /** What to do about a violation; goes into `recommendations`. */
  readonly recommendation?: string;
}

/** Every id at `from` is one of the ids at `to`. */
export interface ReferenceRule extends IntegrityRuleOptions {
  /** The kind of rule. */
  readonly rule: 'reference';
  /** Where references stand. */
  readonly from: Patterns;
  /** Where the ids of existing records are. */
  readonly to: Patterns;
  /**
   * What goes when a retention rule with `dropReferences` drops the record. Unless given, the reference itself: the
   * list item, the `Map` entry or the member that names the record. `true`: the innermost entry around it, up to the
   * last `*` of `from`.
   */
  readonly dropEntry?: boolean;
}

/** No two records at `at` have the same `by`; with several patterns, not across them either. */
export interface UniqueRule extends IntegrityRuleOptions {
  /** The kind of rule. */
  readonly rule: 'unique';
  /** The records, or the values themselves. */
  readonly at: Patterns;
  /** The member that must differ; unless given, the values themselves. */
  readonly by?: string;
}

/** The containers at `of` have as many entries as those at `equals` together. */
export interface CountRule extends IntegrityRuleOptions {
  /** The kind of rule. */
  readonly rule: 'count';
  /** The containers that are counted. */
  readonly of: Patterns;
  /** The containers that have as many entries together. */
  readonly equals: Patterns;
}

/** Every record at `each` states, in its member `in`, how many of the ids at `of` are its member `by`. */
export interface TallyRule extends IntegrityRuleOptions {
  /** The kind of rule. */
  readonly rule: 'count';
  /** Where the ids stand that are counted. */
  readonly of: Patterns;
  /** The records that state a number. */
  readonly each: Pattern;
  /** The member of a record that is the id. */
  readonly by: string;
  /** The member of a record that states how often its id is there. */
  readonly in: string;
}

/** Every entry at `at` is named by one of the ids at `by`; otherwise it is orphaned (`findOrphanedData`). */
export interface HeldRule extends IntegrityRuleOptions {
  /** The kind of rule. */
  readonly rule: 'held';
  /** The entries that must be held. */
  readonly at: Patterns;
  /** Where the ids are that hold them. */
  readonly by: Patterns;
  /** The member that is the entry's id; unless given, its key. */
  readonly id?: string;
}

/** The key of every entry at `at` equals its member `by`. */
export interface KeyedRule extends IntegrityRuleOptions {
  /** The kind of rule. */
  readonly rule: 'keyed';
  /** The entries. */
  readonly at: Patterns;
  /** The member that repeats the key. */
  readonly by: string;
}

/** The status recorded for each of the model's components is the one it has: `active` exactly when it is initialised. */
export interface StatusRule extends IntegrityRuleOptions {
  /** The kind of rule. */
  readonly rule: 'status';
  /** The status that only an initialised component may have; `'active'` unless given. */
  readonly active?: string;
}

/** No time at `at` (Unix ms) is later than now. */
export interface FutureRule extends IntegrityRuleOptions {
  /** The kind of rule. */
  readonly rule: 'future';
  /** The times, in milliseconds since 1970. */
  readonly at: Patterns;
  /** Tolerance for clocks that differ, in ms; 0 unless given. */
  readonly byMoreThan?: number;
}

/** A consistency rule: what must hold between parts of the state, beyond what its schema can say. */
export type IntegrityRule =
  | ReferenceRule
  | UniqueRule
  | CountRule
  | TallyRule
  | HeldRule
  | KeyedRule
  | StatusRule
  | FutureRule;

/** What one member of a record must be for a retention rule to apply; all that is given must hold. */
export interface RetentionCondition {
  /** The member has this value. */
  readonly equals?: string | number | boolean | null;
  /** The member is a number, this or less. */
  readonly atMost?: number;
  /** The member is a number, this or more. */
  readonly atLeast?: number;
  /** `true`: the list, object, `Map` or string has nothing in it; `false`: it has something. */
  readonly empty?: boolean;
}

/** Drops entries of a collection. All conditions given must hold, and there must be at least one. */
export interface DropRule {
  /** Under which `OptimizationResult.removed` counts it; unless given, the pattern in `drop`. */
  readonly name?: string;
  /** The entries it looks at: a pattern that ends in `/*`. */
  readonly drop: Pattern;
  /** An age in ms, or a pointer to where the state says it. Goes with `by`. */
  readonly olderThan?: number | Pointer;
  /** The time (Unix ms) that the age counts from: a member of the entry, or, with a leading `/`, a pointer. */
  readonly by?: string;
  /** Conditions on members of the entry. */
  readonly when?: Readonly<Record<string, RetentionCondition>>;
  /** Kept as long as one of the ids here names it. */
  readonly unlessHeldBy?: Patterns;
  /** The member that is the entry's id, for `unlessHeldBy`; unless given, its key. */
  readonly id?: string;
  /** `true`: what the model's `reference` rules find pointing at a dropped entry goes with it. */
  readonly dropReferences?: boolean;
}

/** Writes the time of the run (Unix ms). */
export interface StampRule {
  /** Under which `OptimizationResult.removed` knows it; unless given, the pattern in `stamp`. */
  readonly name?: string;
  /** Where the time is written; the object around it must exist. */
  readonly stamp: Pattern;
  /** `true`: only where there is none yet. */
  readonly ifMissing?: boolean;
}

/** What `optimizeState` does. Rules run in the order given, each on what those before it left. */
export type RetentionRule = DropRule | StampRule;

/**
 * Turns a state of the version before into one of its own version.
 * The parameter is `unknown`, and may be declared as whatever type the older version had.
 */
// Read off a method, whose parameters TypeScript compares both ways: that is what lets a caller narrow `unknown`.
export type Migration = {
  /** @returns the state in the shape of its own version */
  migrate(state: unknown): unknown;
}['migrate'];

/** What a model says besides the form of its state. */
export interface ModelRules {
  /** Names the kind of state; part of what a stored state is recognised by. */
  readonly name: string;
  /** The version of this definition, an integer from 1. Raise it when stored states need a migration. */
  readonly version: number;
  /** Other documents that the schema refers to, by URI, as `compileSchema` takes them. Nothing is ever fetched. */
  readonly registry?: Readonly<Record<string, JsonSchema>>;
  /** By component name: what it owns. No two own the same slice. */
  readonly components?: Readonly<Record<string, ModelComponent>>;
  /** What must be consistent. */
  readonly integrity?: readonly IntegrityRule[];
  /**
   * What the schema cannot say. The cost of an update grows with the values at these places that it changes, so name small ones: a
   * record, not the list of them.
   * @example [{ at: '/bookings/*', schema: z.object({ from: z.number(), to: z.number() }).refine((it) => it.from < it.to) }]
   */
  readonly validators?: readonly ModelValidator[];
  /** What may be dropped. */
  readonly retention?: readonly RetentionRule[];
  /** By version, 2 to `version`: how to get there from the one before. A version without one needs no change. */
  readonly migrations?: Readonly<Record<number, Migration>>;
}

/** The state that a schema of a library has the type of; without one what `initial` returns, or what is given. */
export type StateOf<Schema, Initial> = Schema extends StandardJsonSchema<infer Output> ? Output : Initial;

/**
 * What `initial` has to return when a library's schema says the type. Texts, numbers and lengths of lists are not held to the ones that
 * are allowed, since TypeScript takes `{ kind: 'a' }` for one with any text there: that is checked when the state is made.
 */
export type Widened<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends ReadonlyMap<string, unknown>
        ? T
        : T extends readonly (infer E)[]
          ? readonly Widened<E>[]
          : T extends object
            ? { [K in keyof T]: Widened<T[K]> }
            : T;

/** What `defineModel` takes. */
export interface ModelDefinition<S, Schema extends JsonSchema | StandardJsonSchema = JsonSchema | StandardJsonSchema<S>>
  extends ModelRules {
  /** What a valid state looks like. */
  readonly schema: Schema;
  /**
   * Makes the state that an empty storage starts with; must be valid. Called anew each time, first when an instance is made: `defineModel`
   * does not call it, since that happens on import.
   */
  readonly initial: () => S & Widened<StateOf<Schema, unknown>>;
  /**
   * What the initial state becomes where it is stored for the first time: readers see `initial()` until then. Left out,
   * it stays as it is. To be answered with another state, not by changing the one that is given.
   */
  // A method, whose parameters TypeScript compares both ways: a model of something is a model of unknown.
  created?(initial: NoInfer<StateOf<Schema, S>>): NoInfer<StateOf<Schema, S>>;
}

/** A checked model: the definition with its schema resolved and nothing left out. Frozen. */
export interface Model<S> extends Required<ModelRules> {
  /** What a valid state looks like. */
  readonly schema: JsonSchema;
  /** Makes the state that an empty storage starts with. */
  readonly initial: () => S;
  /** What the initial state becomes where it is stored for the first time. */
  created(initial: S): S;
}
