using FaunaFunctions.Core.Catalog.Checks;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Tests.Catalog;

public sealed class IndexRulesTests
{
    private static readonly V4IndexField Ts = new(["ts"], false, null);
    private static readonly V4IndexField Ref = new(["ref"], false, null);
    private static readonly V4IndexField Name = new(["data", "name"], false, null);
    private static readonly V4Index Fit = new("by_ts", true, ["orders"], [], [Ts, Ref]);

    [Fact]
    public void An_index_over_ts_and_ref_of_the_collection_alone_will_do_whatever_values_follow()
    {
        Assert.Null(IndexRules.Problem(Fit, "orders"));
        Assert.Null(IndexRules.Problem(Fit with { Values = [Ts, Ref, Name] }, "orders"));
    }

    [Fact]
    public void Whatever_would_leave_documents_out_is_named()
    {
        AssertProblem(Fit with { Sources = ["people"] }, "should have source 'orders' alone, but it has source 'people'.");
        AssertProblem(Fit with { Sources = ["orders", "people"] }, "but it has source 'orders', 'people'.");
        AssertProblem(Fit with { Sources = ["_"] }, "but it has source all collections.");
        AssertProblem(Fit with { Values = [] }, "but it has the values none.");
        AssertProblem(Fit with { Values = [Ts] }, "but it has the values ts.");
        AssertProblem(Fit with { Values = [Ref, Ts] }, "but it has the values ref, ts.");
        AssertProblem(Fit with { Values = [Name, Ts, Ref] }, "but it has the values data.name, ts, ref.");
        AssertProblem(Fit with { Values = [Ts with { Reverse = true }, Ref] }, "but it has the values ts (reverse), ref.");
        AssertProblem(Fit with { Values = [new([], false, "day"), Ref] }, "but it has the values binding day, ref.");
        AssertProblem(Fit with { Terms = [Name] }, "should have no terms, but it has the terms data.name.");
        AssertProblem(Fit with { Active = false }, "is not active: it is still being built.");
    }

    private static void AssertProblem(V4Index index, string expected)
    {
        var problem = IndexRules.Problem(index, "orders");
        Assert.StartsWith("Index 'by_ts' ", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
