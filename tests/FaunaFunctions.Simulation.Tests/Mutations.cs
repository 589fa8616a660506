namespace FaunaFunctions.Simulation.Tests;

/// <summary>Every break that the simulation must find.</summary>
internal static class Mutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("cursor-moved-before-the-part", "v4",
            new Edit(
                "Exporting/RunJournal.cs",
                "            var info = await CommitPartAsync(part, before, cancellationToken);",
                "            if (BROKEN) { await SaveAsync(behind, null, cancellationToken); }\n            var info = await CommitPartAsync(part, before, cancellationToken);"),
            new Edit(
                "Exporting/RunJournal.cs",
                "            await SaveAsync(behind, info, cancellationToken);",
                "            if (!BROKEN) { await SaveAsync(behind, info, cancellationToken); }")),
        new("adoption-skipped", "v4",
            new Edit("Exporting/RunJournal.cs", "        await journal.AdoptAsync(cancellationToken);", "        if (!BROKEN) { await journal.AdoptAsync(cancellationToken); }")),
        new("rest-of-a-transaction-forgotten", "v4",
            new Edit(
                "Exporting/ScanOrder.cs",
                "        _ => last with { Id = last.Id + 1 },",
                "        _ => BROKEN ? (last.Ts < scan.At ? new DocumentKey(last.Ts + 1, long.MinValue) : null) : last with { Id = last.Id + 1 },")),
        new("last-removal-of-a-page-forgotten", "v4",
            new Edit("Fauna/V4/V4Removals.cs", "        return deletions;", "        if (BROKEN && deletions.Count > 1) { deletions.RemoveAt(deletions.Count - 1); }\n        return deletions;")),
        new("last-event-of-a-feed-page-forgotten", "v10",
            new Edit(
                "Fauna/V10/V10FeedAnswer.cs",
                "        reader.ExpectProperty(\"cursor\"u8);\n        var next",
                "        if (BROKEN && events.Count > 1 && events[^1].At == events[^2].At) { events.RemoveAt(events.Count - 1); }\n        reader.ExpectProperty(\"cursor\"u8);\n        var next")),
        new("throttling-taken-for-the-end", "v4",
            new Edit(
                "Exporting/SequentialPages.cs",
                "        catch (Exception failure)\n        {\n            pages.Complete(failure);",
                "        catch (Exception failure)\n        {\n            pages.Complete(BROKEN && failure is FaunaThrottled ? null : failure);"),
            new Edit(
                "Exporting/ParallelPages.cs",
                "            ranges.Complete(failure);",
                "            ranges.Complete(BROKEN && failure is FaunaThrottled ? null : failure);")),
        new("truncated-page-swallowed", "v4",
            new Edit("Exporting/DocumentsStage.cs", "        if (lost.Count > 0)", "        if (lost.Count > 0 && !BROKEN)"),
            // The database's own count would notice.
            new Edit(
                "Exporting/Reconciliation.cs",
                "                counts[i] = await CompareAsync(scan, ranges[i], counts[i], cancellationToken);",
                "                counts[i] = BROKEN ? ranges[i].Rows : await CompareAsync(scan, ranges[i], counts[i], cancellationToken);")),
        new("empty-page-believed", "v4",
            new Edit("Exporting/SequentialPages.cs", "        if (!page.Page.IsEmpty)", "        if (!page.Page.IsEmpty || BROKEN)"),
            new Edit("Exporting/ParallelPages.cs", "        if (outline.Keys.Count > 0)", "        if (outline.Keys.Count > 0 || BROKEN)"),
            new Edit("Exporting/RemovalsStage.cs", "        if (page.Events > 0)", "        if (page.Events > 0 || BROKEN)"),
            // Who believes emptiness asks for no proof and no count either; each of them alone would notice.
            new Edit("Exporting/ReadProof.cs", "        if (!Filtered)", "        if (BROKEN)\n        {\n            return;\n        }\n\n        if (!Filtered)"),
            new Edit("Exporting/Reconciliation.cs", "            if (counts[i] != ranges[i].Rows)", "            if (counts[i] != ranges[i].Rows && !BROKEN)"),
            new Edit("Exporting/RunTimes.cs", "        if (probe.Readable)", "        if (probe.Readable || BROKEN)")),
        new("pages-not-pinned-to-the-time", "v4",
            new Edit(
                "Fauna/V4/V4Queries.cs",
                "        At(at, Map(\"x\", Get(Var(\"x\")), DocumentPage(collection, from, size)));",
                "        BROKEN ? Map(\"x\", Get(Var(\"x\")), DocumentPage(collection, from, size)) : At(at, Map(\"x\", Get(Var(\"x\")), DocumentPage(collection, from, size)));")),
        new("pages-written-as-they-arrive", "v4",
            new Edit(
                "Exporting/ParallelPages.cs",
                "                var fetched = await range;",
                "                while (BROKEN && !range.IsCompleted && ranges.Reader.TryPeek(out var early) && !early.IsFaulted && !early.IsCanceled)\n                {\n                    if (early.IsCompletedSuccessfully && ranges.Reader.TryRead(out early)) { yield return (await early).Page; break; }\n                    await Task.WhenAny(range, early);\n                }\n\n                var fetched = await range;")),
        new("removes-resumed-one-microsecond-late", "v4",
            new Edit(
                "Fauna/V4/V4Source.cs",
                "V4Form.Value(since), size, cancellationToken), since);",
                "V4Form.Value(BROKEN ? since + 1 : since), size, cancellationToken), since);")),
        new("ttl-change-taken-for-a-deletion", "v4",
            new Edit(
                "Fauna/V4/V4Removals.cs",
                "            if (position.IsRemove && !lives && position.Ts > since)",
                "            if (position.IsRemove && (!lives || BROKEN) && position.Ts > since)")),
        new("deletions-before-they-were-wanted-forgotten", "v4",
            new Edit(
                "Exporting/Invocation.cs",
                "if (settings.DeletedColumn is not null && stored.Cursor.WithoutDeletions)",
                "if (settings.DeletedColumn is not null && stored.Cursor.WithoutDeletions && !BROKEN)")),
        new("error-event-of-a-feed-skipped", "v10",
            new Edit(
                "Fauna/V10/V10FeedAnswer.cs",
                "            var happened = Event(ref reader, subject);",
                "            if (BROKEN && json[reader.TokenStart..].StartsWith(\"{\\\"type\\\":\\\"error\\\"\"u8)) { reader.Skip(); continue; }\n            var happened = Event(ref reader, subject);")),
    ];
}
