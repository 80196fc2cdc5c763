using JieSuJiBan.Activities.Tasks;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Attachments;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Vault;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>A fact that a task is about, as its reader is given it.</summary>
/// <param name="Fact">The declaration: label and type.</param>
/// <param name="Path">Where it stands among the ticket's facts.</param>
/// <param name="Text">In words, zh-CN; null: an instant or files, or words that were erased.</param>
/// <param name="English">The same in English, where it is a code that has an English name.</param>
/// <param name="At">The instant, where it is one (UTC).</param>
/// <param name="Files">The files, where it is a list of them.</param>
/// <param name="IsErased">True where the words were erased by law.</param>
/// <param name="Whose">The unit or level that it is of, where there is one for each.</param>
public sealed record SubjectShown(SubjectFact Fact, string Path, string? Text, string? English, Instant? At, IReadOnlyList<AttachmentInfo> Files, bool IsErased, string? Whose);

/// <summary>Shows whoever has a task what the decision is about, as the kind declares it.</summary>
public sealed class TaskSubjects(TaskDeclarations declarations, PublishedStore catalog, TicketTexts words, AttachmentCommands files)
{
    /// <summary>The facts, in the order declared; none of a ticket that the reader's unit has lost.</summary>
    /// <param name="task">The task.</param>
    /// <param name="ticket">Its ticket, as the reader is given it.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="shown">Words of the ticket that the reader is shown beside it already, by path; these are not opened again.</param>
    /// <param name="pending">Takes up the readings where the answer is held back for them.</param>
    public async Task<IReadOnlyList<SubjectShown>> OfAsync(TaskRow task, TicketDetail ticket, Actor actor, CancellationToken ct, IReadOnlyDictionary<string, string?>? shown = null, PendingReadings? pending = null)
    {
        if (ticket.IsLost || declarations.Find(task.Kind) is not { } declaration) return [];
        var facts = TaskSubject.Of(declaration, ticket.Facts, task.Payload, task.UnitCode, catalog.Policy);
        if (facts.Count == 0) return [];
        var said = Engine.Values.Value.Object(facts.Where(fact => Sealed.From(fact.Value) is not null && shown?.ContainsKey(fact.Path) != true).Select(fact => KeyValuePair.Create(fact.Path, fact.Value)));
        var opened = new Dictionary<string, string?>(shown ?? new Dictionary<string, string?>(), StringComparer.Ordinal);
        if (said.Count > 0)
        {
            foreach (var (path, text) in await words.OfAsync(ticket, said, actor, reason: null, ct, "task", pending)) opened[path] = text;
        }

        var attached = facts.Any(fact => fact.Fact.Type == FieldType.Attachments) ? await files.OfAsync(ticket, ct) : [];
        return [.. facts.Select(fact => Shown(fact, opened, attached)).OfType<SubjectShown>()];
    }

    private static SubjectShown? Shown(TaskSubjectFact fact, IReadOnlyDictionary<string, string?> opened, IReadOnlyList<AttachmentInfo> attached)
    {
        if (Sealed.From(fact.Value) is not null)
        {
            return opened.TryGetValue(fact.Path, out var text) ? new(fact.Fact, fact.Path, text, null, null, [], text is null, fact.Whose) : null;
        }

        if (fact.Fact.Type == FieldType.Attachments)
        {
            string?[] ids = fact.Value.AsString() is { } one ? [one] : [.. fact.Value.Items.Select(id => id.AsString())];
            AttachmentInfo[] found = [.. attached.Where(file => ids.Contains(file.Id.ToString()))];
            return found.Length == 0 ? null : new(fact.Fact, fact.Path, null, null, null, found, false, fact.Whose);
        }

        if (fact.Fact.Type is FieldType.Instant && fact.Value.AsInstant() is { } at) return new(fact.Fact, fact.Path, null, null, at, [], false, fact.Whose);
        return new(fact.Fact, fact.Path, fact.Text ?? fact.Value.AsString() ?? fact.Value.ToString(), fact.English, null, [], false, fact.Whose);
    }
}
