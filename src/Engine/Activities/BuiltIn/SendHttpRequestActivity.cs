using System.Globalization;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>
/// Elsa.FlowSendHttpRequest and Elsa.SendHttpRequest: the request leaves through the outbox, the answer comes back as an
/// input: <c>{statusCode, headers, content}</c>, or where there was none <c>{error}</c>, which is <c>timeout</c> after one. What the flow draws
/// for no answer goes with the request as <c>takes</c>: for that it is not tried again. What the system refuses to send
/// (<c>{error, refusal}</c>) is an incident.
/// </summary>
internal sealed class SendHttpRequestActivity(string name) : ContainerActivity
{
    private const string Unmatched = "Unmatched status code";
    private const string FailedToConnect = "Failed to connect";
    private const string Timeout = "Timeout";

    private bool IsFlow => Descriptor.TypeName == "Elsa.FlowSendHttpRequest";

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity(name, Describe.Outside, "发送 HTTP 请求", "经发件箱发送请求，收到回应后继续。") with
    {
        Inputs =
        [
            Describe.Input("Url", "String", "地址", isRequired: true),
            Describe.Input("Method", "String", "方法", "dropdown", Value.Of("GET")) with { UiSpecifications = Describe.Options(("GET", "GET"), ("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH"), ("DELETE", "DELETE")) },
            Describe.Input("Content", "Object", "内容", "multiline"),
            Describe.Input("ContentType", "String", "内容类型"),
            Describe.Input("Authorization", "String", "授权"),
            Describe.Input("RequestHeaders", "Object", "请求头", "dictionary"),
            Describe.Input("ExpectedStatusCodes", "Object", "预期状态码", "http-status-codes"),
        ],
        Outputs = [new("StatusCode", "Int32", "状态码"), new("ParsedContent", "Object", "回应内容"), new("ResponseHeaders", "Object", "回应头"), new("Result", "Object", "回应")],
        Ports = name == "SendHttpRequest"
            ? [Describe.Slot("UnmatchedStatusCode", "其他状态码"), Describe.Slot("FailedToConnect", "无法连接"), Describe.Slot("Timeout", "超时"), Describe.Port("Done", "完成")]
            : [Describe.Port(Unmatched, "其他状态码"), Describe.Port(FailedToConnect, "无法连接"), Describe.Port(Timeout, "超时"), Describe.Port("Done", "完成")],
        Kind = "Task",
    };

    internal override void Begin(RunContext context)
    {
        var url = ValueConverter.ToText(context.Input("Url"));
        if (url.Length == 0)
        {
            context.Fault("http.noUrl", $"{context.DisplayText} ({context.ActivityId}): 请填写地址。 / Give the URL.");
            return;
        }

        var request = Value.Object(
            ("url", Value.Of(url)),
            ("method", context.Input("Method")),
            ("content", context.Input("Content")),
            ("contentType", context.Input("ContentType")),
            ("authorization", context.Input("Authorization")),
            ("headers", context.Input("RequestHeaders")),
            ("takes", Value.Of(TakenBy(context))));
        if (context.Semantics >= Semantics.ExpectedCodesGoAlong) request = request.With("expects", Value.Of(CodesOf(context.Input("ExpectedStatusCodes")).Select(Value.Of)));
        context.Send("http", request, awaitsResult: true);
    }

    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var run = (RunContext)context;
        if (resumption.Payload["refusal"] is { Kind: ValueKind.Object } refusal && run.Semantics >= Semantics.RefusedRequestsAreIncidents)
        {
            run.Fault(refusal["code"].AsString() ?? "http.refused", $"{run.DisplayText} ({run.ActivityId}): {refusal["chinese"].AsString()} / {refusal["english"].AsString()}");
            return null;
        }

        if (resumption.Input is not ReceiveResult { Succeeded: true } || resumption.Payload.Has("error"))
        {
            var isTimeout = resumption.Payload["error"].AsString() == "timeout";
            Leave(run, isTimeout ? Timeout : FailedToConnect, isTimeout ? "Timeout" : "FailedToConnect");
            return null;
        }

        var code = resumption.Payload["statusCode"];
        context.SetOutput("StatusCode", code);
        context.SetOutput("ResponseHeaders", resumption.Payload["headers"]);
        context.SetOutput("ParsedContent", ContentFor(run, resumption.Payload["content"]));
        context.SetOutput("Result", resumption.Payload);
        var expected = CodesOf(context.Input("ExpectedStatusCodes"));
        var text = ValueConverter.ToText(code);
        if (expected.Count == 0) context.Complete();
        else if (expected.Contains(text)) context.Complete(IsFlow ? [text, "Done"] : ["Done"]);
        else Leave(run, Unmatched, "UnmatchedStatusCode");
        return null;
    }

    internal override void ChildCompleted(RunContext context, EndedChild child) => context.Complete();

    /// <summary>As in Elsa, a variable that is declared as text gets the answer's text, whatever it holds.</summary>
    private static Value ContentFor(RunContext context, Value content) =>
        content.Kind is ValueKind.Array or ValueKind.Object && context.Semantics >= Semantics.ValuesStayWhole
        && context.Node.Node.Outputs.TryGetValue("ParsedContent", out var target)
        && context.Plan.Definition.VariableById(target, context.Node.Node) is { IsArray: false } variable && TypeAlias.Parse(variable.TypeName) is { Name: "String", IsList: false }
            ? Value.Of(ValueConverter.ToText(content))
            : content;

    /// <summary>The kinds of no answer that the flow says where to go for.</summary>
    private IEnumerable<Value> TakenBy(RunContext context)
    {
        if (context.IsDrawn(IsFlow ? Timeout : "Timeout")) yield return Value.Of("timeout");
        if (context.IsDrawn(IsFlow ? FailedToConnect : "FailedToConnect")) yield return Value.Of("connect");
        if (context.Semantics >= Semantics.ExpectedCodesGoAlong && context.IsDrawn(IsFlow ? Unmatched : "UnmatchedStatusCode")) yield return Value.Of("unmatched");
    }

    private void Leave(RunContext context, string outcome, string slot)
    {
        if (IsFlow) context.Complete(outcome, "Done");
        else if (context.Node.Node.ChildAt(slot) is { } reaction) context.Schedule(reaction);
        else context.Complete();
    }

    private static List<string> CodesOf(Value codes)
    {
        if (codes.AsString() is { } text && text.TrimStart().StartsWith('[')) codes = CanonicalJson.Parse(text);
        var listed = new List<string>();
        foreach (var code in codes.Items)
        {
            listed.Add((code.Kind == ValueKind.Object ? code["statusCode"] : code) switch
            {
                { Kind: ValueKind.Number } number => (number.AsInt64() ?? 0).ToString(CultureInfo.InvariantCulture),
                var other => ValueConverter.ToText(other),
            });
        }

        return listed;
    }
}
