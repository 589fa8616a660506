namespace FaunaFunctions.Emulator.Tests.Algorithm;

/// <summary>FQL v4 expressions over the one collection <c>A</c>, as objects that serialize to their wire form.</summary>
internal static class Fql
{
    public static object Collection { get; } = new { collection = "A" };

    public static object Documents { get; } = new { documents = Collection };

    public static object Now { get; } = new { now = (object?)null };

    public static object Object(object fields) => new { @object = fields };

    public static object Ref(string id) => new { @ref = Collection, id };

    public static object Get(object from) => new { get = from };

    public static object Var(string name) => new { var = name };

    public static object Select(object path, object from) => new { select = path, from };

    public static object Map(object parameters, object body, object over) => new { map = new { lambda = parameters, expr = body }, collection = over };

    public static object At(long micros, object expression) => new { at = micros, expr = expression };

    public static object Page(object set, int size, object? after) =>
        after is null ? new { paginate = set, size } : new { paginate = set, size, after };
}
