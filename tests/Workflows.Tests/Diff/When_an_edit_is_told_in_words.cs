using System.Text.Json.Nodes;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Tests.Diff;

/// <summary>What policy staff really change in the published ticket and its policies, and the sentence that they read about it.</summary>
public sealed class When_an_edit_is_told_in_words
{
    [Fact]
    public void A_decision_put_into_a_path_is_told_with_its_condition_and_both_ways()
    {
        var told = Told(draft =>
        {
            draft.Add("twice", "Elsa.FlowDecision", "异议成立满两次？", ("condition", Stated("Boolean", "JavaScript", "ticket.objections >= 2")));
            draft.Add("district", "Jsjb.DispatchTicket", "派区政府", ("unitCode", Stated("String", "Literal", "110105")));
            draft.Cut("review-objection", "Upheld", "dispatch");
            draft.Join("review-objection", "Upheld", "twice");
            draft.Join("twice", "True", "district");
            draft.Join("twice", "False", "dispatch");
            draft.Join("district", "Dispatched", "sign-in");
        });

        Assert.Contains("新路径：异议成立满两次？（是） → 派区政府（已派单） → 签收", told);
        Assert.Contains("不再有的路径：派单异议审核（异议成立） → 派单", told);
        Assert.Contains("新增环节：异议成立满两次？（判断；条件 公式 ticket.objections >= 2）", told);
        Assert.Contains("新增环节：派区政府（派单；指定承办单位 朝阳区人民政府）", told);
        Assert.Contains("new activity: 派区政府 (dispatch ticket; unit code 朝阳区人民政府)", told);
    }

    [Fact]
    public void A_role_is_told_by_its_name() => Assert.Contains(
        "派单异议审核：审核人角色 督办员 → 派单员", Told(draft => draft.Node("review-objection")["reviewerRole"] = Stated("String", "Literal", "dispatcher")));

    [Fact]
    public void A_limit_step_is_told_by_the_name_that_the_table_gives_it()
    {
        var told = Told(draft => draft.Node("dispatch")["limitStep"] = Stated("String", "Literal", "Conference"));
        Assert.Contains("派单：办理时限步骤 办理反馈 → 派单前会商", told);
        Assert.Contains("派单: limit step feedback → Conference before dispatch", told);
    }

    [Fact]
    public void An_expression_is_told_as_a_formula() => Assert.Contains(
        "办理答复：须有联系记录 是 → 公式 ticket.urgency === 'Urgent'", Told(draft => draft.Node("handle")["requireContact"] = Stated("Boolean", "JavaScript", "ticket.urgency === 'Urgent'")));

    [Fact]
    public void A_wait_is_told_in_days()
    {
        var told = Told(draft =>
        {
            draft.Add("wait", "Elsa.Delay", "等候", ("timeSpan", Stated("TimeSpan", "Literal", "3.12:00:00")));
            draft.Cut("callback", "Satisfied", "archive");
            draft.Join("callback", "Satisfied", "wait");
            draft.Join("wait", "Done", "archive");
        });
        Assert.Contains("新路径：回访（解决且满意） → 等候 → 归档", told);
        Assert.Contains("新增环节：等候（延时；时长 3天12小时）", told);
        Assert.Contains("new activity: 等候 (delay; time span 3 d 12 h)", told);
    }

    [Fact]
    public void A_removed_activity_is_named_once() => Assert.Contains("删除环节：挂账与销账", Told(draft => draft.Remove("carry-over")));

    [Fact]
    public void A_variable_is_told_with_its_type_in_words() => Assert.Contains(
        "新增变量“次数”（整数，初值 0）",
        Told(draft => draft.Json["variables"]!.AsArray().Add(new JsonObject { ["id"] = "v9", ["name"] = "次数", ["typeName"] = "Int32", ["isArray"] = false, ["value"] = "0" })));

    [Fact]
    public void An_option_is_told_by_its_name() => Assert.Contains(
        "出错后继续：否 → 是",
        Told(draft => draft.Json["options"] = new JsonObject { ["incidentStrategyType"] = "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core" }));

    [Fact]
    public void Another_start_of_the_workflow_is_told() => Assert.Contains(
        "预审分类：改为流程的起点", Told(draft => draft.Node("triage")["customProperties"] = new JsonObject { ["canStartWorkflow"] = true }));

    [Theory]
    [InlineData("objection.json", "\"maxCount\": 1", "\"maxCount\": 2", "异议规则：次数上限 1 → 2", "Objections: most times 1 → 2")]
    [InlineData("objection.json", "\"clockDuring\": \"Runs\"", "\"clockDuring\": \"Pauses\"", "异议规则：异议期间办理时限 照常计算 → 暂停计算", "Objections: limit during an objection runs → pauses")]
    [InlineData("extension.json", "{\"amount\": 15, \"unit\": \"WorkingDay\"}", "{\"amount\": 10, \"unit\": \"WorkingDay\"}", "延期规则：最长 15个工作日 → 10个工作日", "Extension: longest 15 working days → 10 working days")]
    [InlineData("extension.json", "\"NotifyOnly\"", "\"RequiresApproval\"", "延期规则：方式 告知即可 → 须审批", "Extension: mode notify only → requires approval")]
    [InlineData("escalation.json", "{\"amount\": 4, \"unit\": \"Hour\"}", "{\"amount\": 2, \"unit\": \"Hour\"}", "催办督办：签收计时 级次第2项 超过 4小时 → 2小时", "Escalation: sign in clock: levels no. 2: after 4 hours → 2 hours")]
    [InlineData("whistle.json", "\"quorum\": \"All\"", "\"quorum\": \"Majority\"", "吹哨报到：办结条件 全部到齐 → 过半", "Whistle: quorum all → majority")]
    [InlineData("callback.json", "[\"Phone\", \"Sms\", \"WeChat\"]", "[\"Phone\", \"Sms\"]", "回访规则：渠道 去掉 北京12345微信公众号", "Callback: channels: without 北京12345微信公众号")]
    [InlineData("callback.json", "\"trigger\": \"OnLimitExpiry\"", "\"trigger\": \"OnReply\"", "回访规则：何时回访 时限届满后 → 答复后", "Callback: trigger on limit expiry → on reply")]
    [InlineData("time-limits.json", "\"amount\": 24,\n      \"unit\": \"Hour\",\n      \"start\": \"Acceptance\",\n      \"warnings\": [{\"elapsedPercent\": 80}]", "\"amount\": 24,\n      \"unit\": \"Hour\",\n      \"start\": \"Acceptance\",\n      \"warnings\": [{\"elapsedPercent\": 50}, {\"elapsedPercent\": 80}]", "办理时限：一般 派单时限 预警第1项 新增（经过百分比 50）", "Time limits: general dispatch limit: warnings no. 1: added (elapsed percent 50)")]
    public void A_policy_is_told_without_a_code(string file, string piece, string replacement, string chinese, string english)
    {
        var change = Assert.Single(PolicyDiff.Between(Beijing.Policy, Beijing.PolicyWith((file, piece, replacement))));
        Assert.Equal((chinese, english), (change.Chinese, change.English));
    }

    [Fact]
    public void Every_member_and_choice_of_the_published_policies_has_a_word()
    {
        var silent = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (file, content) in Beijing.Policy.Content)
        {
            foreach (var change in PolicyDiff.Between(file, Engine.Values.Value.Null, content, Beijing.Policy))
            {
                foreach (System.Text.RegularExpressions.Match word in System.Text.RegularExpressions.Regex.Matches(change.Chinese, @"(?<=[：，（ ])[a-z]+[A-Z][A-Za-z]*(?= )")) silent.Add(word.Value);
            }
        }

        Assert.Empty(silent);
    }

    [Fact]
    public void The_drawing_keeps_the_lines_as_they_were_drawn_and_names_the_outcomes()
    {
        var drawing = DefinitionDiff.Draw(Beijing.Ticket, Beijing.Catalog);
        Assert.Equal((30, 51), (drawing.Activities.Length, drawing.Connections.Length));
        Assert.All(drawing.Activities, drawn => Assert.Null(drawn.Kind));
        var line = Assert.Single(drawing.Connections, drawn => drawn is { Source: "triage", Port: "Conference" });
        Assert.Equal([new DrawnPoint(450, 576)], line.Bends);
        Assert.NotEqual("Conference", line.Label);
    }

    private static JsonObject Stated(string typeName, string type, string value) => new() { ["typeName"] = typeName, ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    private static string[] Told(Action<Draft> edit)
    {
        var draft = new Draft();
        edit(draft);
        return [.. DefinitionDiff.Between(Beijing.Ticket, WorkflowDefinition.Read(draft.Json.ToJsonString()).Definition!, Beijing.Catalog, Beijing.Policy).Changes.SelectMany(change => (string[])[change.Chinese, change.English])];
    }

    /// <summary>The published ticket, to be edited as the designer would.</summary>
    private sealed class Draft
    {
        public JsonObject Json { get; } = JsonNode.Parse(Beijing.Ticket.ToJson())!.AsObject();

        private JsonArray Activities => Json["root"]!["activities"]!.AsArray();

        private JsonArray Connections => Json["root"]!["connections"]!.AsArray();

        public JsonObject Node(string id) => Activities.Select(node => node!.AsObject()).First(node => (string?)node["id"] == id);

        public void Add(string id, string type, string label, params (string Input, JsonObject Value)[] inputs)
        {
            var node = new JsonObject { ["id"] = id, ["name"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject { ["displayText"] = label } };
            foreach (var (input, value) in inputs) node[input] = value;
            Activities.Add(node);
        }

        public void Remove(string id)
        {
            Activities.Remove(Node(id));
            foreach (var edge in Connections.Where(edge => (string?)edge!["source"]!["activity"] == id || (string?)edge["target"]!["activity"] == id).ToArray()) Connections.Remove(edge);
        }

        public void Join(string source, string port, string target) => Connections.Add(new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        });

        public void Cut(string source, string port, string target) => Connections.Remove(Connections.First(edge =>
            (string?)edge!["source"]!["activity"] == source && (string?)edge["source"]!["port"] == port && (string?)edge["target"]!["activity"] == target));
    }
}
