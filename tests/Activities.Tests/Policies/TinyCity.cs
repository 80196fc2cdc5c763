using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;

namespace JieSuJiBan.Activities.Tests.Policies;

/// <summary>The smallest pack that loads: another city with other law, in working days from the next day to closing.</summary>
internal static class TinyCity
{
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["city.json"] = """
            {"code": "370100", "name": "济南市", "english": "Jinan", "timeZone": "Asia/Shanghai",
             "officeHours": [{"from": "08:30", "to": "17:30"}], "ticketNumberTemplate": "JN{yyMMdd}-{seq}", "sequenceDigits": 4,
             "urgencies": [{"code": "Normal", "name": "普通", "english": "Normal"}]}
            """,
        ["calendar.json"] = """
            {"restDays": ["Saturday", "Sunday"], "years": [{"year": 2026, "basis": {"kind": "Notice", "source": "通知"},
             "holidays": [{"name": "国庆节", "from": "2026-10-01", "to": "2026-10-07"}], "makeUpWorkdays": [{"date": "2026-10-10", "for": "国庆节"}]}]}
            """,
        ["time-limits.json"] = """
            {"limits": [
              {"id": "A", "step": "Dispatch", "amount": 1, "unit": "WorkingHour", "start": "Acceptance", "basis": {"kind": "Default", "source": "默认"}},
              {"id": "B", "step": "SignIn", "amount": 4, "unit": "WorkingHour", "basis": {"kind": "Default", "source": "默认"}},
              {"id": "C", "step": "FirstContact", "amount": 1, "unit": "WorkingDay", "basis": {"kind": "Default", "source": "默认"}},
              {"id": "D", "step": "Feedback", "amount": 5, "unit": "WorkingDay", "countFrom": "NextDay", "end": "EndOfOfficeDay",
               "warnings": [{"before": 1, "unit": "WorkingDay"}], "basis": {"kind": "Law", "source": "济南市12345市民服务热线条例"}},
              {"id": "E", "step": "Callback", "amount": 2, "unit": "WorkingDay", "start": "Reply", "basis": {"kind": "Default", "source": "默认"}}]}
            """,
        ["organisation.json"] = """
            {"units": [{"code": "H", "name": "热线", "kind": "HotlineCenter"}, {"code": "370102", "name": "历下区", "kind": "District"},
              {"code": "370102001", "name": "解放路街道", "kind": "Subdistrict", "parent": "370102", "district": "370102"},
              {"code": "W", "name": "水务局", "kind": "Department", "parent": "370102", "district": "370102", "duties": ["water"]},
              {"code": "S", "name": "社区", "kind": "Community", "parent": "370102001", "district": "370102"}]}
            """,
        ["classes.json"] = """{"classes": [{"code": "1", "name": "水", "children": [{"code": "11", "name": "停水"}, {"code": "12", "name": "漏水"}]}]}""",
        ["dispatch-catalog.json"] = """
            {"rows": [{"id": "1", "class": "1", "area": "*", "duty": "water"}, {"id": "2", "class": "12", "area": "370102001", "place": "Street"},
              {"id": "3", "class": "*", "area": "370102", "unit": "370102", "priority": -1}]}
            """,
        ["request-types.json"] = """{"requestTypes": [{"code": "Help", "name": "求助", "english": "Help"}]}""",
        ["channels.json"] = """{"channels": [{"code": "Phone", "name": "电话", "english": "Phone", "medium": "Voice"}]}""",
        ["callback.json"] = """
            {"trigger": "OnReply", "attempts": 2, "channels": ["Phone"], "basis": {"kind": "Law", "source": "条例"}, "questions": [
              {"code": "reached", "text": "接通", "english": "Reached?", "answers": [{"code": "Y", "name": "是", "english": "Yes"}, {"code": "N", "name": "否", "english": "No"}]},
              {"code": "contactedByStaff", "text": "联系", "english": "Contacted?", "answers": [{"code": "Y", "name": "是", "english": "Yes"}, {"code": "N", "name": "否", "english": "No"}]},
              {"code": "solved", "text": "解决", "english": "Solved?", "answers": [{"code": "Y", "name": "是", "english": "Yes"}, {"code": "N", "name": "否", "english": "No"}]},
              {"code": "satisfied", "text": "满意", "english": "Satisfied?", "answers": [{"code": "Y", "name": "是", "english": "Yes"}, {"code": "N", "name": "否", "english": "No"}]}]}
            """,
    };

    public static CityPolicy Policy { get; } =
        CityPolicies.Load(Files).Policy ?? throw new InvalidOperationException("The tiny city does not load.");
}
