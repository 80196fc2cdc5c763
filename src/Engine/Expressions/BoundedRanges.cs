using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Gives the ranges of a Liquid template a bound: Fluid makes a list of all their numbers before the first is used.</summary>
internal sealed class BoundedRanges : AstRewriter
{
    /// <summary>Most numbers of a range.</summary>
    public const int MaxLength = 20_000;

    protected override Fluid.Ast.Expression VisitRangeExpression(RangeExpression rangeExpression) => new BoundedRange(rangeExpression);

    private sealed class BoundedRange(RangeExpression range) : Fluid.Ast.Expression
    {
        public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            // Bounds are numbers and members: they are evaluated at once, and twice gives the same.
            var (from, to) = (Number(range.From, context), Number(range.To, context));
            if (to - from >= MaxLength) throw new LiquidSizeException($"the range ({from}..{to}) has more than {MaxLength} numbers", $"区间 ({from}..{to}) 超过 {MaxLength} 个数");
            return range.EvaluateAsync(context);
        }

        private static decimal Number(Fluid.Ast.Expression bound, TemplateContext context)
        {
            // Fluid has no other way to evaluate; what it gives is there already, for no template of ours waits.
#pragma warning disable RS0030
            var evaluated = bound.EvaluateAsync(context);
            return evaluated.IsCompletedSuccessfully ? evaluated.Result.ToNumberValue() : throw new InvalidOperationException("the bound of a range is not known at once");
#pragma warning restore RS0030
        }
    }
}
