using Acornima;
using Acornima.Ast;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// Writes into a script, around each operator that can make data grow and each function that is one expression, a call of
/// <see cref="ScriptGuards"/>: operators have no prototype on which they could be bounded. Lines stay, columns are mapped back.
/// </summary>
internal sealed class ScriptRewriter
{
    private readonly string text;
    private readonly List<(int At, int Order, int Removed, string Inserted)> edits = [];
    private readonly HashSet<Node> wrapped = [];
    private readonly string helper;

    private ScriptRewriter(string text, string helper) => (this.text, this.helper) = (text, helper);

    /// <summary>Edits in order: where in the original, how many characters go, what comes.</summary>
    private (int At, int Removed, string Inserted)[] Edits { get; set; } = [];

    /// <summary>Whether anything was written into the script.</summary>
    public bool HasEdits => Edits.Length > 0;

    /// <summary>The rewritten text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Names that start with it are the helpers: <c>…k</c>, <c>…a</c>, <c>…t</c>, <c>…p</c>, <c>…s</c>, <c>…e</c>, <c>…x</c>, <c>…c</c>, <c>…w</c>.</summary>
    public string Helper => helper;

    public static ScriptRewriter Rewrite(string text, Node program, string helper)
    {
        var rewriter = new ScriptRewriter(text, helper);
        var pending = new Stack<(Node Node, Node? Parent)>([(program, null)]);
        while (pending.TryPop(out var at))
        {
            rewriter.Visit(at.Node, at.Parent);
            foreach (var child in at.Node.ChildNodes) pending.Push((child, at.Node));
        }

        rewriter.Finish();
        return rewriter;
    }

    /// <summary>The 1-based line stays; the 0-based column in the original of one in the rewritten text.</summary>
    public int ColumnOf(int line, int column)
    {
        var start = 0;
        for (var i = 1; i < line; i++)
        {
            start = text.AsSpan(start).IndexOfAny('\n', '\u2028', '\u2029') is >= 0 and var end ? start + end + 1 : text.Length;
        }

        var original = start;
        var rewritten = 0;
        foreach (var (at, removed, inserted) in Edits)
        {
            if (at < start) continue;
            var passed = at - original;
            if (rewritten + passed > column) break;
            rewritten += passed + inserted.Length;
            original = at + removed;
            if (rewritten > column) return at - start;
        }

        return original - start + Math.Max(column - rewritten, 0);
    }

    private void Visit(Node node, Node? parent)
    {
        switch (node)
        {
            case BinaryExpression { Operator: Operator.Addition or Operator.Multiplication, Left: not NumericLiteral } or BinaryExpression { Operator: Operator.Addition or Operator.Multiplication, Right: not NumericLiteral }:
                Wrap(node, "k");
                break;
            case BinaryExpression { Operator: Operator.Exponentiation } power:
                Wrap(node, "p");
                Replace(power.Left, power.Right, "**", ",");
                break;
            case BinaryExpression { Operator: Operator.LeftShift or Operator.RightShift, Right: not NumericLiteral } shift:
                Wrap(shift.Right, "s");
                break;
            case AssignmentExpression { Operator: Operator.AdditionAssignment, Right: not NumericLiteral } addition:
                // The text that grows is not handed over: Jint would copy it, and a loop that writes lines would take a square of its length.
                Wrap(addition.Right, "a");
                break;
            case AssignmentExpression { Operator: Operator.MultiplicationAssignment }:
                Wrap(node, "k");
                break;
            case AssignmentExpression { Operator: Operator.ExponentiationAssignment, Left: Identifier target } power:
                Replace(power.Left, power.Right, "**=", $"= {helper}p({target.Name}, (");
                Edit(node.Range.End, 1, "))");
                break;
            case AssignmentExpression { Operator: Operator.ExponentiationAssignment } power:
                Wrap(power.Right, "e");
                break;
            case AssignmentExpression { Operator: Operator.LeftShiftAssignment or Operator.RightShiftAssignment, Right: not NumericLiteral } shift:
                Wrap(shift.Right, "s");
                break;
            case TemplateLiteral template when parent is not TaggedTemplateExpression:
                foreach (var piece in template.Expressions) Wrap(piece, "t");
                if (template.Expressions.Count > 0) Wrap(template, "k");
                break;
            case ArrowFunctionExpression { Body: Acornima.Ast.Expression body } when !wrapped.Contains(body):
                Wrap(body, "k");
                break;
            case ThrowStatement { Argument: { } thrown }:
                Wrap(thrown, "x");
                break;
            case CatchClause { Param: Identifier caught } handler:
                Edit(handler.Body.Range.Start + 1, int.MinValue, $"{helper}c({caught.Name});");
                break;
            case TryStatement { Handler.Param: { } and not Identifier, Block: var block }:
                // A pattern takes the words before the handler's body runs.
                Edit(block.Range.Start, int.MinValue, "{try ");
                Edit(block.Range.End, int.MaxValue, $"catch({helper}v){{throw {helper}c({helper}v)}}}}");
                break;
            case WithStatement with:
                Wrap(with.Object, "w");
                break;
        }
    }

    private void Wrap(Node node, string function)
    {
        wrapped.Add(node);
        // Two things in one place are nested: the longer one is outside.
        Edit(node.Range.Start, -node.Range.End, node is SequenceExpression ? $"{helper}{function}((" : $"{helper}{function}(");
        Edit(node.Range.End, -node.Range.Start, node is SequenceExpression ? "))" : ")");
    }

    /// <summary>Replaces an operator between two operands, past brackets and comments.</summary>
    private void Replace(Node left, Node right, string token, string by)
    {
        for (var at = left.Range.End; at < right.Range.Start; at++)
        {
            if (text[at] == '/' && at + 1 < right.Range.Start && text[at + 1] is '*' or '/')
            {
                var end = text[at + 1] == '*' ? text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 1 : text.IndexOfAny(['\n', '\r', '\u2028', '\u2029'], at);
                at = end;
            }
            else if (string.CompareOrdinal(text, at, token, 0, token.Length) == 0)
            {
                edits.Add((at, 0, token.Length, by));
                return;
            }
        }

        throw new InvalidOperationException($"The operator {token} is not where the script has it.");
    }

    private void Edit(int at, int order, string inserted) => edits.Add((at, order, 0, inserted));

    private void Finish()
    {
        // At one place what ends comes before what begins; of those that end the inner (which began later) comes first, of those that begin the outer.
        Edits = [.. edits
            .OrderBy(edit => edit.At)
            .ThenBy(edit => edit.Inserted[0] == ')' ? 0 : 1)
            .ThenBy(edit => edit.Order)
            .Select(edit => (edit.At, edit.Removed, edit.Inserted))];
        var written = new System.Text.StringBuilder(text.Length + (edits.Count * 8));
        var from = 0;
        foreach (var (at, removed, inserted) in Edits)
        {
            written.Append(text, from, at - from).Append(inserted);
            from = at + removed;
        }

        Text = written.Append(text, from, text.Length - from).ToString();
    }
}
