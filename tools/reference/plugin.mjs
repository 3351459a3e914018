/**
 * What the reference asks of comments, beyond that they are there: functions, classes and the methods of classes have an example.
 *
 * And what need not have a comment of its own:
 * - Members of a type without a name: whoever has that type says what they are.
 * - Members of the assistant's state: they are data of an example, and the type that has them says what it is.
 */
import { Converter, ReflectionKind } from 'typedoc';

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const names = project
      .getReflectionsByKind(ReflectionKind.Property)
      .filter((member) => !member.hasComment() && !isOfParameter(member))
      .filter((member) => isNameless(member.parent) || member.getFullName().startsWith('holdfast/models/assistant.'))
      .map((member) => member.getFullName());
    for (const item of project.getReflectionsByKind(
      ReflectionKind.Function | ReflectionKind.Class | ReflectionKind.Method,
    ))
      if (mustHaveExample(item) && !hasExample(item)) app.logger.warn(`${item.getFullName()} has no example`);
    app.options.setValue('intentionallyNotDocumented', [...new Set(names)]);
  });
}

const isNameless = (parent) => parent?.kindOf(ReflectionKind.TypeLiteral);

/** Of which nobody asks. */
const isOfParameter = (reflection) =>
  reflection.parent !== undefined &&
  (reflection.parent.kindOf(ReflectionKind.Parameter) || isOfParameter(reflection.parent));

/** Methods of interfaces are examples of what makes them. */
const mustHaveExample = (item) => !item.kindOf(ReflectionKind.Method) || item.parent.kindOf(ReflectionKind.Class);

const hasExample = ({ comment, signatures = [] }) =>
  [comment, ...signatures.map((signature) => signature.comment)].some((one) => one?.getTag('@example'));
