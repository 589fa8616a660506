using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>A setup in FQL v4: an index for each collection, a role and a key.</summary>
internal static class V4SetupPlan
{
    // What Select answers for a collection that keeps its history for ever: it has no such field.
    private const long ForEver = 1_000_000;

    /// <summary>The requests, in order.</summary>
    public static IReadOnlyList<SetupStep> For(SetupRequest request)
    {
        var steps = new List<SetupStep>();
        foreach (var collection in request.Incremental ? request.Collections : [])
        {
            var index = request.IndexOf(collection);
            steps.Add(Step(
                $"An index over the time of each document's last change: incremental runs read what changed in '{collection}' from it.",
                CreateIndex(collection, index)));
            steps.Add(Step(
                "A large collection's index is built in the background. Repeat this until it answers true.",
                Fql.Call("Select", ("select", Fql.Text("active")), ("from", Fql.Call("Get", "get", Fql.Index(index)))),
                until: Fql.True));
        }

        foreach (var collection in request.HistoryDays is null ? [] : request.Collections)
        {
            steps.Add(Step(
                $"Deletions are read from history, which a collection keeps for 15 minutes unless it is told otherwise. This keeps {Days(request.HistoryDays!.Value)} of '{collection}', "
                + "and leaves a longer history as it is: the longest time between two runs after which deletions can still be seen.",
                KeepHistory(collection, request.HistoryDays!.Value)));
        }

        steps.Add(Step(WhyRole(request), CreateRole(request)));
        steps.Add(Step(
            "A key with that role. The answer holds its secret, this once: store it where the settings' \"%FAUNA_SECRET%\" finds it.",
            Fql.Call("CreateKey", "create_key", Fql.Object(
                ("name", Fql.Text(request.RoleName)),
                ("role", Fql.Call("Role", "role", Fql.Text(request.RoleName)))))));
        return steps;
    }

    /// <summary>A key that reads the whole database.</summary>
    public static SetupStep DatabaseKey(string why) =>
        Step(why, Fql.Call("CreateKey", "create_key", Fql.Object(("role", Fql.Text("server-readonly")))));

    private static SetupStep Step(string why, Fql expression, Fql? until = null) =>
        new(why, FaunaApi.V4, FqlShell.Write(expression), FqlJson.Write(expression), until is null ? null : FqlJson.Write(until));

    private static string WhyRole(SetupRequest request) => request switch
    {
        { Incremental: true } => "A role that may read the documents, the index, and the definitions of indexes (so that 'check' can tell a wrong one); nothing else. "
            + "Give 'read' as true, never as a predicate: rows that a predicate hides are missing without a sign.",
        _ => "A role that may read the documents; nothing else. Give 'read' as true, never as a predicate: rows that a predicate hides are missing without a sign.",
    };

    internal static string Days(int days) => days == 1 ? "1 day" : $"{days} days";

    private static Fql CreateIndex(string collection, string index) =>
        Fql.Call("CreateIndex", "create_index", Fql.Object(
            ("name", Fql.Text(index)),
            ("source", Fql.Collection(collection)),
            ("values", Fql.List(
                Fql.Object(("field", Fql.List(Fql.Text("ts")))),
                Fql.Object(("field", Fql.List(Fql.Text("ref"))))))));

    private static Fql KeepHistory(string collection, int days)
    {
        var definition = Fql.Call("Get", "get", Fql.Collection(collection));
        var present = Fql.Call("Select",
            ("select", Fql.Text("history_days")), ("from", definition), ("default", Fql.Number(ForEver)));
        return Fql.Call("If",
            ("if", Fql.Call("LT", "lt", Fql.Several(present, Fql.Number(days)))),
            ("then", Fql.Call("Update", ("update", Fql.Collection(collection)), ("params", Fql.Object(("history_days", Fql.Number(days)))))),
            ("else", definition));
    }

    private static Fql CreateRole(SetupRequest request)
    {
        var readable = request.Collections.Select(Fql.Collection);
        if (request.Incremental)
        {
            readable = [.. readable, .. request.Collections.Select(c => Fql.Index(request.IndexOf(c))), Fql.Call("Indexes", "indexes")];
        }

        return Fql.Call("CreateRole", "create_role", Fql.Object(
            ("name", Fql.Text(request.RoleName)),
            ("privileges", Fql.List([.. readable.Select(MayRead)]))));
    }

    private static Fql MayRead(Fql resource) =>
        Fql.Object(("resource", resource), ("actions", Fql.Object(("read", Fql.True))));
}
