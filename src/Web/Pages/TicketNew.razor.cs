using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Identity;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Web.Api;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Pages.Parts;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages;

public partial class TicketNew
{
    // A street says its district: one list of places is asked instead of two.
    private static readonly IntakeField Area = new("area", "区域", "Area") { Type = FieldType.Area, Group = IntakeGroup.Place };
    private static readonly IntakeField[] Asked = [.. IntakeFields.All.Where(field => field.Name != "streetCode").Select(field => field.Name == "districtCode" ? Area : field)];
    private static readonly string[] FieldNames = [.. Asked.Select(field => field.Name)];
    private CommandResult? outcome;
    private Dictionary<string, string> entered = [];
    private IReadOnlyList<FileLine> files = [];
    private string? check;
    private bool isPassed;
    private CodeSent? sent;

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private async Task SubmitAsync()
    {
        var form = Context.Request.Form;
        entered = FieldNames.ToDictionary(name => name, name => form[name].ToString().ReplaceLineEndings("\n").Trim());
        var refused = new List<JieSuJiBan.Engine.Rejection>();
        entered["attachments"] = (await FormFiles.TakeAsync(TicketPages, Context, ["attachments"], refused))["attachments"];
        (check, isPassed) = (form["identityCheck"].ToString() is { Length: > 0 } named ? named : null, form["identityPassed"] == "true");
        if (entered["attachments"].Length > 0) files = await TicketPages.LooseFilesAsync(Context.User, List("attachments"), Context.RequestAborted);
        if (refused.Count == 0 && form["act"].ToString() is "sendCode" or "tryCode")
        {
            await VerifyAsync(form["act"].ToString(), form["code"].ToString());
            return;
        }

        refused.AddRange(Asked.Where(field => IsNeeded(field) && entered[field.Name].Length == 0).Select(Missing));
        foreach (var name in new[] { "longitude", "latitude" })
        {
            if (entered[name].Length > 0 && Number(name) is null) refused.Add(new(JieSuJiBan.Engine.RejectionKind.Content, "ticket.field.type", T["new.number", LabelOf(FieldOf(name))], T["new.number", LabelOf(FieldOf(name))], null, name));
        }

        if (refused.Count > 0)
        {
            outcome = new CommandResult.Refused(refused);
            return;
        }

        var commandId = Guid.TryParse(form["command"], out var id) ? id : Guid.NewGuid();
        outcome = await TicketPages.CreateAsync(Context.User, Ticket(), commandId, Context.RequestAborted);
        if (outcome is CommandResult.Accepted accepted) Navigation.NavigateTo("/tickets/" + (accepted.Number ?? accepted.CaseId.Value.ToString()) + "?done=created");
    }

    /// <summary>What was entered stays; nothing is registered yet.</summary>
    private async Task VerifyAsync(string act, string code)
    {
        JieSuJiBan.Engine.Rejection? refusal;
        if (act == "tryCode" && Guid.TryParse(check, out var checkId))
        {
            refusal = await TicketPages.TryCodeAsync(Context.User, checkId, code, Context.RequestAborted);
            isPassed = refusal is null;
        }
        else
        {
            (sent, refusal) = await TicketPages.SendCodeAsync(Context.User, Given("phone"), IdentityEndpoints.AddressOf(Context), Context.RequestAborted);
            (check, isPassed) = (sent?.CheckId.ToString() ?? check, false);
        }

        if (refusal is not null) outcome = new CommandResult.Refused([refusal]);
    }

    private NewTicket Ticket()
    {
        var area = entered["area"];
        var isDistrict = TicketPages.Choices.Districts.Any(choice => choice.Value == area);
        return new()
        {
            RequestType = Given("requestType"),
            Channel = Given("channel"),
            Urgency = Given("urgency"),
            ClassCode = Given("classCode"),
            Title = Given("title"),
            Body = Given("body"),
            Tags = Several("tags"),
            SourceNumber = Given("sourceNumber"),
            Confidential = Flag("confidential"),
            ReplyWanted = Flag("replyWanted"),
            Petitioner = Given("petitioner"),
            Sex = Given("sex"),
            SubjectType = Given("subjectType"),
            Phone = Given("phone"),
            SecondPhone = Given("secondPhone"),
            Account = Given("account"),
            Mail = Given("mail"),
            Company = Given("company"),
            CreditCode = Given("creditCode"),
            IdentityLevel = Given("identityLevel"),
            IdentityCheck = isPassed ? check : null,
            Accused = Given("accused"),
            AccusedPhone = Given("accusedPhone"),
            DistrictCode = isDistrict ? area : TicketPages.DistrictOf(area),
            StreetCode = isDistrict || area.Length == 0 ? null : area,
            CommunityCode = Given("communityCode"),
            Estate = Given("estate"),
            Address = Given("address"),
            Longitude = Number("longitude"),
            Latitude = Number("latitude"),
            Attachments = Several("attachments"),
            Recordings = entered["recordings"].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines ? lines : null,
        };
    }

    // The page asks for a phone number or an account, as the rules do, and for neither where the city's rules need none.
    private bool IsNeeded(IntakeField field) =>
        field.IsRequired || field.Name == "urgency" || (field.Name == "phone" && entered.GetValueOrDefault("account") is not { Length: > 0 } && !NeedsNoContact);

    private bool NeedsNoContact => entered.Count == 0
        ? TicketPages.Choices.WithoutContact.Count > 0
        : TicketPages.Choices.WithoutContact.Any(rule => rule.Covers(JieSuJiBan.Engine.Values.Value.Object(
                [.. new[] { "channel", "requestType", "identityLevel" }.Select(name => (name, JieSuJiBan.Engine.Values.Value.Of(Given(name))))])));

    private static bool IsWide(IntakeField field) => field.Name == "tags" || field.Name is "title" or "address" || field.Type is FieldType.LongText or FieldType.Attachments || field.IsList;

    private static FieldType TypeOf(IntakeField field) => field.Name == "recordings" ? FieldType.LongText : field.Type;

    private static string InputTypeOf(IntakeField field) => field.Name switch { "phone" or "accusedPhone" => "tel", "mail" => "email", _ => "text" };

    private string LabelOf(IntakeField field) => field.Name == "area" ? T["fact.area"] : Display.Pick(field.Chinese, field.English);

    private static IntakeField FieldOf(string name) => Asked.First(field => field.Name == name);

    private string? HintOf(IntakeField field) => T["new.hint." + field.Name] is not { ResourceNotFound: false } hint ? null
        : field.Name != "phone" || TicketPages.Choices.WithoutContactWords is not { Count: > 0 } free ? hint.Value
        : hint.Value + T["new.withoutContact", string.Join(Display.IsEnglish ? "; " : "、", free.Select(rule => Display.Pick(rule.Text, rule.English ?? rule.Text)))];

    private IReadOnlyList<Choice> OptionsOf(IntakeField field) => field.Name switch
    {
        "requestType" => TicketPages.Choices.RequestTypes,
        "channel" => TicketPages.Choices.Channels,
        "urgency" => TicketPages.Choices.Urgencies,
        "classCode" => TicketPages.Choices.Classes,
        "area" => TicketPages.Choices.Areas,
        _ => TicketPages.Choices.Intake.GetValueOrDefault(field.Name, []),
    };

    private JieSuJiBan.Engine.Rejection Missing(IntakeField field) =>
        new(JieSuJiBan.Engine.RejectionKind.Content, "ticket.fieldMissing", T["new.missing", LabelOf(field)], T["new.missing", LabelOf(field)], null, field.Name);

    private IReadOnlyList<string> MessagesOf(IntakeField field) =>
        field.Name == "area" ? [.. Wrong("area"), .. Wrong("districtCode"), .. Wrong("streetCode")] : Wrong(field.Name);

    private string? ValueOf(IntakeField field) => entered.GetValueOrDefault(field.Name) ?? (field.Name == "urgency" ? TicketPages.Choices.Urgencies[0].Value : null);

    private bool IsTicked(string tag) => entered.TryGetValue("tags", out var ticked) && ticked.Split(',').Contains(tag);

    private string? Given(string name) => entered[name] is { Length: > 0 } text ? text : null;

    private bool? Flag(string name) => bool.TryParse(entered[name], out var flag) ? flag : null;

    private decimal? Number(string name) => decimal.TryParse(entered[name], System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private string[] List(string name) => entered[name].Split(',', StringSplitOptions.RemoveEmptyEntries);

    private string[]? Several(string name) => List(name) is { Length: > 0 } several ? several : null;

    private IReadOnlyList<string> Wrong(string name) => ErrorSummary.MessagesFor(outcome, name);
}
