using System.Text.Json;
using System.Text.Json.Nodes;
using AccessSlack.Approvals;
using AccessSlack.Commands.Cases;
using AccessSlack.Requests;
using AccessSlack.Simulation.Cases;
using AccessSlack.Simulation.Explaining;

namespace AccessSlack.Commands.Explain;

/// <summary>An explanation for tools (docs/policy.md).</summary>
internal static class ExplanationJson
{
    public static string Of(Explained explained, PolicyPlaces places)
    {
        var (what, request) = (explained.What, explained.What.Scene.Request);
        return new JsonObject
        {
            ["id"] = explained.Id,
            ["requester"] = request.User,
            ["cluster"] = what.Scene.Policy.Cluster,
            ["state"] = CaseRunner.Word(request.State),
            ["told"] = new JsonArray([.. what.Told.Select(OfPlace)]),
            ["left_out"] = Texts(what.LeftOut),
            ["roles"] = new JsonArray([.. what.Roles.Select(role => OfRole(role, places))]),
            ["not_here"] = OfReason(what.NotHere),
            ["people"] = new JsonArray([.. what.People.Select(one => OfPerson(explained, one))]),
            ["way"] = new JsonObject { ["kind"] = what.Way.Kind, ["text"] = what.Way.Text },
            ["automatic"] = Texts(what.AutomaticWords),
            ["clicks"] = new JsonArray([.. what.Clicks.Select(OfClick)]),
            ["notes"] = Texts(explained.Notes),
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    private static JsonObject? OfReason(Reason? reason) =>
        reason is null ? null : new JsonObject { ["code"] = reason.Code, ["text"] = reason.Text };

    private static JsonObject OfPlace(ToldPlace place) => new JsonObject
    {
        ["recipients"] = Texts(place.Delivery.Names.Where(name => !name.Contains('\0'))),
        ["keys"] = Texts(place.Keys),
        ["offer"] = CaseRunner.Word(place.Offer),
        ["why"] = OfReason(place.Why),
    };

    private static JsonObject OfRole(RoleDecision role, PolicyPlaces places) => new JsonObject
    {
        ["role"] = role.Role,
        ["rule"] = role.Number == 0 ? null : role.Name,
        ["number"] = role.Number == 0 ? null : role.Number,
        ["line"] = role.Number > 0 && role.Number <= places.Rules.Length ? places.Rules[role.Number - 1] : null,
        ["approvers"] = role.Tally.Rule?.Approvers is { } approvers ? Texts(approvers.Select(one => $"{one}")) : null,
        ["approvals"] = OfCount(role, RequestState.Approved),
        ["denials"] = OfCount(role, RequestState.Denied),
        ["why"] = OfReason(role.Why),
    };

    private static JsonObject OfCount(RoleDecision role, RequestState choice)
    {
        var (given, needed) = role.Tally.CountOf(choice);
        return new() { ["given"] = given, ["needed"] = needed };
    }

    private static JsonObject OfPerson(Explained explained, PersonAnswer one) => new JsonObject
    {
        ["slack_id"] = explained.IsOffline && one.User.Email.Length > 0 ? null : one.User.Id,
        ["email"] = one.User.Email.Length > 0 ? one.User.Email : null,
        ["may_decide"] = one.MayDecide,
        ["roles"] = Texts(one.Roles),
        ["at"] = one.Message?.Names[0],
        ["refusal"] = OfRefusal(one.Refusal),
    };

    private static JsonObject? OfRefusal(Refusal? refusal) =>
        refusal is null ? null : new JsonObject { ["code"] = refusal.Code, ["text"] = refusal.Sentence };

    private static JsonObject OfClick(ClickAnswer answer) => new JsonObject
    {
        ["at"] = answer.Message.Names[0],
        ["sees_message"] = answer.Sees,
        ["decision"] = answer.Proposed == RequestState.Approved ? "approve" : "deny",
        ["dialog"] = answer.Lack?.Code,
        ["outcome"] = answer.Outcome.Code,
        ["refusal"] = OfRefusal((answer.Outcome as ClickOutcome.Refused)?.Refusal),
    };
}
