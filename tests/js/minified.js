// Whether minified modules are the same programs: `node minified.js DIRECTORY`. Every `NAME.js` under it that has a
// `NAME.plain.js` next to it has the same syntax tree, in which each name stands for the same declaration; names that are
// not declared, and members, are the same. TypeScript parses both files and finds the declarations.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const directory = process.argv[2];
const kind = ts.SyntaxKind;

/** Names that a module has for other modules and for members of objects. */
const isMemberName = (node, parent) =>
  (parent.propertyName === node && !ts.isBindingElement(parent)) ||
  (parent.name === node &&
    (ts.isPropertyAccessExpression(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isClassElement(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isAccessor(parent) ||
      ts.isMetaProperty(parent)));

/** The parts of a node in one form: `{ a }` as `{ a: a }`. Parts that are texts must be the same in both files. */
function parts(node) {
  if (ts.isShorthandPropertyAssignment(node)) {
    return { as: kind.PropertyAssignment, members: [node.name.text], names: [node.name], nodes: [node.objectAssignmentInitializer] };
  }
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
    const value = node.initializer;
    // In an assignment to a pattern, `{ a: b = c }`.
    const isDefault = ts.isBinaryExpression(value) && value.operatorToken.kind === kind.EqualsToken && ts.isIdentifier(value.left);
    if (isDefault) return { as: kind.PropertyAssignment, members: [node.name.text], names: [value.left], nodes: [value.right] };
    if (ts.isIdentifier(value)) return { as: kind.PropertyAssignment, members: [node.name.text], names: [value], nodes: [undefined] };
    return { as: kind.PropertyAssignment, members: [node.name.text], names: [], nodes: [value] };
  }
  if (ts.isBindingElement(node)) {
    const { propertyName, name, initializer, dotDotDotToken } = node;
    const inObject = ts.isObjectBindingPattern(node.parent) && dotDotDotToken === undefined;
    const member = inObject ? (propertyName ?? name) : undefined;
    const plain = member !== undefined && ts.isIdentifier(member) ? member.text : member?.getText();
    return { as: node.kind, members: [plain, dotDotDotToken?.kind], names: ts.isIdentifier(name) ? [name] : [], nodes: [ts.isIdentifier(name) ? undefined : name, initializer] };
  }
  if (ts.isImportSpecifier(node)) {
    return { as: node.kind, members: [(node.propertyName ?? node.name).text], names: [node.name], nodes: [] };
  }
  if (ts.isExportSpecifier(node)) {
    return { as: node.kind, members: [node.name.text], names: [node.propertyName ?? node.name], nodes: [] };
  }
  if (ts.isIdentifier(node)) {
    return isMemberName(node, node.parent)
      ? { as: node.kind, members: [node.text], names: [], nodes: [] }
      : { as: node.kind, members: [], names: [node], nodes: [] };
  }
  const children = [];
  node.forEachChild((child) => void children.push(child));
  const isText = ts.isLiteralExpression(node) || ts.isPrivateIdentifier(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  return { as: node.kind, members: isText ? [node.getText()] : [node.operator], names: [], nodes: children };
}

function compare(first, second) {
  const [numbers, names] = [[new Map(), new Map()], []];
  const visit = (left, right) => {
    if (left === undefined || right === undefined) {
      if (left !== right) throw new Error(`only in one: ${(left ?? right).getText()}`);
      return;
    }
    const [one, other] = [parts(left), parts(right)];
    const shape = ({ as, members, names, nodes }) => JSON.stringify([kind[as], members, names.length, nodes.length]);
    if (shape(one) !== shape(other)) throw new Error(`\`${left.getText()}\` became \`${right.getText()}\``);
    [one, other].forEach((side, i) => side.names.forEach((name) => numbers[i].set(name, names.length)));
    one.names.forEach((name, i) => names.push([name, other.names[i]]));
    one.nodes.forEach((node, i) => visit(node, other.nodes[i]));
  };
  visit(first.file, second.file);
  for (const [name, short] of names) {
    const [old, now] = [first.declaration(name), second.declaration(short)];
    const same = old === undefined || now === undefined ? old === now && name.text === short.text : numbers[0].get(old) === numbers[1].get(now);
    if (!same) throw new Error(`\`${name.text}\` in \`${name.parent.getText()}\` became \`${short.text}\``);
  }
  return names.length;
}

/** Reads a module; `declaration` finds the name in the declaration that a name stands for. */
function read(path) {
  const program = ts.createProgram([path], { allowJs: true, noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext });
  const file = program.getSourceFile(path);
  const problems = program.getSyntacticDiagnostics(file);
  if (problems.length > 0) throw new Error(ts.flattenDiagnosticMessageText(problems[0].messageText, '\n'));
  const checker = program.getTypeChecker();
  const declaration = (name) => {
    const found = checker.resolveName(name.text, name, ts.SymbolFlags.Value | ts.SymbolFlags.Alias, false)?.declarations?.[0];
    return found?.name ?? found;
  };
  return { file, declaration };
}

const files = readdirSync(directory, { recursive: true }).filter((file) => file.endsWith('.plain.js') && !file.includes('node_modules'));
let count = 0;
for (const file of files) {
  try {
    count += compare(read(join(directory, file)), read(join(directory, file.replace('.plain.js', '.js'))));
  } catch (error) {
    throw new Error(`${file}: ${error.message}`, { cause: error });
  }
}
console.log(`${files.length} modules, ${count} names`);
