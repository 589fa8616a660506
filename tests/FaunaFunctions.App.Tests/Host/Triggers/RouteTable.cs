using FaunaFunctions.App.Tests.Host.Definitions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace FaunaFunctions.App.Tests.Host.Triggers;

/// <summary>Which HTTP function a path and a method belong to.</summary>
internal sealed class RouteTable
{
    private readonly List<(FunctionDefinition Function, HttpTrigger Trigger, TemplateMatcher Matcher)> _routes = [];

    public RouteTable(IEnumerable<FunctionDefinition> functions, string prefix)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is HttpTrigger trigger)
            {
                var template = TemplateParser.Parse(prefix.Length == 0 ? trigger.Route : $"{prefix}/{trigger.Route}");
                _routes.Add((function, trigger, new TemplateMatcher(template, [])));
            }
        }

        _routes.Sort((a, b) => RoutePrecedence.ComputeInbound(a.Matcher.Template).CompareTo(RoutePrecedence.ComputeInbound(b.Matcher.Template)));
    }

    /// <summary>Finds it.</summary>
    /// <param name="path">The path, decoded.</param>
    /// <param name="method">The method, upper case.</param>
    /// <param name="parameters">Gets the route's parameters.</param>
    /// <returns>Null when there is none: 404.</returns>
    public FunctionDefinition? Find(string path, string method, out RouteValueDictionary parameters)
    {
        foreach (var (function, trigger, matcher) in _routes)
        {
            parameters = [];
            if ((trigger.Methods.Count == 0 || trigger.Methods.Contains(method)) && matcher.TryMatch(path, parameters))
            {
                return function;
            }
        }

        parameters = [];
        return null;
    }
}
